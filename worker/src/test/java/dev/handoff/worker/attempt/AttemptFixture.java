package dev.handoff.worker.attempt;

import dev.handoff.brief.policy.Policy;
import dev.handoff.job.JobId;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.agents.AgentSettings;
import dev.handoff.worker.attempt.agents.Agents;
import dev.handoff.worker.attempt.child.Bind;
import dev.handoff.worker.attempt.child.Child;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.child.EscapedProcesses;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.child.Supervisor;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.AttemptSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** One attempt on this host, with everything real but the store. */
public final class AttemptFixture {

  public final Path folder;
  public final TestRepository source;
  public final Recorder recorder = new Recorder();
  public final StopSignal stop = new StopSignal();
  public final JobId job = JobId.next(Instant.now(), 3);
  public AttemptSettings settings;
  public Isolation isolation;
  public List<AgentSettings> agents = List.of();
  private boolean hasRun;

  public AttemptFixture(Path folder) throws Exception {
    this.folder = folder;
    this.source = TestRepository.in(folder.resolve("source"));
    this.settings =
        AttemptSettings.in(folder.resolve("work")).withKillGrace(Duration.ofMillis(300));
    this.isolation = TierOfThisHost.best();
  }

  /** The default policy for these repositories alone. */
  public static Policy permitting(String... repositories) {
    Policy all = Policy.DEFAULT;
    return new Policy(
        List.of(repositories),
        all.paths(),
        all.agents(),
        all.commands(),
        all.network(),
        all.variables(),
        all.branches(),
        all.push(),
        all.permit(),
        all.allowsProductionCredentials());
  }

  public AttemptOrder order(BriefBuilder brief) {
    return new AttemptOrder(
        job, 1, brief.build(), "{\"brief\":1}".getBytes(StandardCharsets.UTF_8));
  }

  public AttemptOutcome run(BriefBuilder brief) throws InterruptedException {
    return run(order(brief));
  }

  public AttemptOutcome run(AttemptOrder order) throws InterruptedException {
    return runner().run(order, recorder, stop);
  }

  /** One for several attempts, as a worker has it. */
  public AttemptRunner runner() throws InterruptedException {
    hasRun = true;
    Agents offered = new Agents(agents, settings.environment());
    return new AttemptRunner(settings, isolation, offered);
  }

  public BriefBuilder brief() throws Exception {
    return new BriefBuilder(source, source.commit());
  }

  /** A child of this job, outside of an attempt. */
  public Child child(String... command) {
    return new Child(
        List.of(command),
        folder,
        "",
        Map.of("PATH", System.getenv("PATH"), "HANDOFF_JOB_ID", job.text(), "HANDOFF_ATTEMPT", "1"),
        true,
        Duration.ofHours(1),
        Duration.ZERO,
        folder,
        List.of(Bind.writable(folder)));
  }

  public Supervisor supervisor(Supervisor.Containment hold, AttemptSettings by) {
    return new Supervisor(hold, by.children(), stop, recorder::mayStartUntil, by::redactor);
  }

  /** Runs a child for a worker that freezes at once, until thawed: the watch blocks its beats. */
  public CompletableFuture<ChildExit> superviseFrozen(
      Isolation by, CompletableFuture<Void> thawed, String... command) throws Exception {
    run(brief());
    AttemptSettings quick =
        settings.withKillGrace(Duration.ZERO).withSilence(Duration.ofSeconds(2));
    Supervisor supervisor = supervisor(Supervisor.Containment.of(by, quick.children()), quick);
    Child child = child(command);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return supervisor.run(child, (bytes, offset, length) -> {}, thawed::join);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** What the attempt left on the disk; nothing, if the test was skipped before it ran one. */
  public List<Path> remains() throws Exception {
    if (!hasRun) {
      return List.of();
    }
    try (Stream<Path> attempts = Files.list(settings.folder().resolve("attempts"))) {
      return attempts.toList();
    }
  }

  public List<ProcessHandle> living() {
    return new EscapedProcesses("HANDOFF_JOB_ID=" + job, "HANDOFF_ATTEMPT=1").living();
  }
}
