package dev.handoff.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.child.HostUptime;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.lease.Beat;
import dev.handoff.worker.lease.HostClock;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.lease.RunningAttempts;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.log.Redaction;
import dev.handoff.worker.log.WorkerLog;
import dev.handoff.worker.loop.Periodic;
import dev.handoff.worker.metrics.AttemptTally;
import dev.handoff.worker.secret.Redactor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Attempts that make their tree before they are admitted, with the log of a real broker. */
@ExtendWith(BrokerExtension.class)
class CommandRunBrokerTest {

  private static final CompletableFuture<Long> ON_LOG = CompletableFuture.completedFuture(0L);

  @TempDir Path folder;

  private final CompletableFuture<Optional<JobState>> admitted = new CompletableFuture<>();
  private final RunningAttempts running = new RunningAttempts();
  private final Periodic beside = Periodic.onlyTasks("lease-answers");
  private final ExecutorService slot = Executors.newSingleThreadExecutor();
  private TestRepository source;
  private WorkerLog log;
  private Claim claim;
  private JobState started;
  private CommandRun commands;

  @BeforeEach
  void open(TestBroker broker) throws Exception {
    source = TestRepository.in(folder.resolve("source"));
    KafkaSettings kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), TopicSettings.LOCAL).ensure(Set.of("standard"));
    }
    log =
        new WorkerLog(
            kafka,
            new WorkerLog.Author("worker-1", "none", Duration.ofDays(7), Duration.ofMinutes(1)),
            new Redaction(Redactor.NONE),
            new AttemptTally(List.of("standard")));
    Brief brief = brief(source.path(), source.with("a.txt", "old\n").commit());
    JobId job = JobId.next(Instant.now(), 0);
    claim = new Claim(LaneRecord.first(job, brief), "lease-1", 0, true, HostUptime.nanoTime());
    started = JobState.UNKNOWN.apply(log.started(claim));
    Beat beat =
        new Beat(
            sent -> CompletableFuture.completedFuture(0L),
            () -> null,
            LeaseSettings.DEFAULT,
            HostClock.REAL);
    beat.beat();
    commands =
        new CommandRun(
            log,
            new AttemptRunner(AttemptSettings.in(folder.resolve("work")), Isolation.best()),
            new LeaseCheck(log, beat, LeaseSettings.DEFAULT, HostClock.REAL),
            running,
            beside,
            FailPoint.ofProcess());
  }

  @AfterEach
  void close() {
    slot.shutdownNow();
    beside.close();
    log.close();
  }

  @Test
  void anAttemptThatIsNotAdmittedRunsNothingSaysNothingAndLeavesNothing() throws Exception {
    Future<Optional<AttemptOutcome>> run = runOnTheSlot();
    awaitTree();

    admitted.complete(Optional.empty());

    assertThat(run.get(60, TimeUnit.SECONDS)).isEmpty();
    assertThat(events()).isEmpty();
    assertThat(source.git("branch", "--list", "handoff/*")).isEmpty();
    assertThat(remains()).isEmpty();
    assertThat(running.claims()).isEmpty();
  }

  @Test
  void anAttemptRunsAndSaysSoOnlyOnceItIsAdmitted() throws Exception {
    Future<Optional<AttemptOutcome>> run = runOnTheSlot();
    awaitTree();
    assertThat(events()).isEmpty();
    appendStarted();

    admitted.complete(Optional.of(started));

    assertThat(run.get(60, TimeUnit.SECONDS)).containsInstanceOf(AttemptOutcome.Completed.class);
    assertThat(source.git("branch", "--list", "handoff/*")).isNotEmpty();
    assertThat(phases()).startsWith("prepare", "setup", "run").endsWith("publish");
    assertThat(remains()).isEmpty();
  }

  @Test
  void aCancelWhileTheTreeIsMadeEndsTheAttemptBeforeAnythingRuns() throws Exception {
    Future<Optional<AttemptOutcome>> run = runOnTheSlot();
    awaitTree();
    appendStarted();

    running.stop(claim, Why.CANCELLED);
    assertThat(run).isNotDone();
    admitted.complete(Optional.of(started));

    assertThat(run.get(60, TimeUnit.SECONDS))
        .hasValueSatisfying(outcome -> assertThat(why(outcome)).isEqualTo(Why.CANCELLED));
    assertThat(phases()).containsExactly("prepare", "publish");
    assertThat(source.git("branch", "--list", "handoff/*")).isEmpty();
  }

  @Test
  void aStopOfTheWorkerWhileTheTreeIsMadeGivesTheAttemptBack() throws Exception {
    Future<Optional<AttemptOutcome>> run = runOnTheSlot();
    awaitTree();
    appendStarted();

    running.stopForGood();
    admitted.complete(Optional.of(started));

    assertThat(run.get(60, TimeUnit.SECONDS))
        .hasValueSatisfying(outcome -> assertThat(why(outcome)).isEqualTo(Why.WORKER_STOPPING));
    assertThat(phases()).containsExactly("prepare", "publish");
    assertThat(remains()).isEmpty();
  }

  @Test
  void anAttemptThatIsNotAdmittedYetIsNotAbandonedInAnOutage() throws Exception {
    Future<Optional<AttemptOutcome>> run = runOnTheSlot();
    awaitTree();
    appendStarted();

    running.stop(claim, Why.ABANDONED);
    admitted.complete(Optional.of(started));

    assertThat(run.get(60, TimeUnit.SECONDS)).containsInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void aThreadThatIsInterruptedWhileItWaitsToBeAdmittedLeavesNothing() throws Exception {
    Future<Optional<AttemptOutcome>> run = runOnTheSlot();
    awaitTree();

    slot.shutdownNow();

    assertThatThrownBy(() -> run.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(remains()).isEmpty();
    assertThat(events()).isEmpty();
  }

  private Future<Optional<AttemptOutcome>> runOnTheSlot() {
    return slot.submit(
        () -> {
          Optional<AttemptRunner.Ended> ended =
              commands.run(claim, new Admittance(admitted), ON_LOG, new SlotLoop());
          ended.ifPresent(AttemptRunner.Ended::close);
          return ended.map(AttemptRunner.Ended::outcome);
        });
  }

  private void appendStarted() throws Exception {
    log.append(claim, log.started(claim)).get(30, TimeUnit.SECONDS);
  }

  /** The tree is the last that is made before the answer is needed. */
  private void awaitTree() {
    Path file =
        folder
            .resolve("work/attempts/" + claim.job().text() + "-1")
            .resolve("tree")
            .resolve("a.txt");
    await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(file));
  }

  private List<JobEvent> events() throws Exception {
    List<JobEvent> none = new ArrayList<>();
    return log.<List<JobEvent>>read(
            claim,
            none,
            (events, next) -> {
              events.add(next.event());
              return events;
            })
        .get(30, TimeUnit.SECONDS);
  }

  private List<String> phases() throws Exception {
    return events().stream()
        .filter(event -> event instanceof Progressed)
        .map(event -> ((Progressed) event).phase())
        .toList();
  }

  private List<Path> remains() throws Exception {
    try (Stream<Path> attempts = Files.list(folder.resolve("work/attempts"))) {
      return attempts.toList();
    }
  }

  private static Why why(AttemptOutcome outcome) {
    return ((AttemptOutcome.Stopped) outcome).why();
  }

  private static Brief brief(Path repository, String commit) {
    String yaml =
        """
        goal: Say new
        scope: {repo: "%s", ref: %s}
        run: {command: echo new > a.txt}
        output: [branch]
        """
            .formatted(repository, commit);
    return new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
