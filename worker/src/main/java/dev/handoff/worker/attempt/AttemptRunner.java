package dev.handoff.worker.attempt;

import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.agents.Agents;
import dev.handoff.worker.attempt.child.EscapedProcesses;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.child.Supervisor;
import dev.handoff.worker.attempt.disk.DiskGuard;
import dev.handoff.worker.attempt.disk.DiskRoom;
import dev.handoff.worker.attempt.folder.WithheldPatches;
import dev.handoff.worker.attempt.folder.Workspace;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.GitVersion;
import dev.handoff.worker.attempt.home.JobHome;
import dev.handoff.worker.attempt.home.LoginProfile;
import dev.handoff.worker.attempt.home.ToolCaches;
import dev.handoff.worker.attempt.order.AttemptListener;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.publish.Publish;
import dev.handoff.worker.attempt.source.RepositoryCache;
import dev.handoff.worker.attempt.source.Sourcing;
import dev.handoff.worker.attempt.step.Attempt;
import dev.handoff.worker.attempt.step.AttemptSecrets;
import dev.handoff.worker.attempt.step.AttemptTime;
import dev.handoff.worker.attempt.step.AttemptTools;
import dev.handoff.worker.attempt.step.Checks;
import dev.handoff.worker.attempt.step.ChildEnvironment;
import dev.handoff.worker.attempt.step.FullDisk;
import dev.handoff.worker.attempt.step.JobProcesses;
import dev.handoff.worker.attempt.step.LogWriter;
import dev.handoff.worker.attempt.step.Prepare;
import dev.handoff.worker.attempt.step.RedactedListener;
import dev.handoff.worker.attempt.step.Run;
import dev.handoff.worker.attempt.step.ScopeGuard;
import dev.handoff.worker.attempt.step.Setup;
import dev.handoff.worker.attempt.step.Step;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts, each on the calling thread, any number at once. When it returns, all processes of
 * the attempt are gone.
 */
public final class AttemptRunner {

  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private final AttemptSettings settings;
  private final Supervisor.Containment hold;
  private final ToolCaches caches;
  private final SlotNumbers slots = new SlotNumbers();
  private final WithheldPatches withheld;
  private final DiskGuard guard;
  private final GitVersion gitVersion = new GitVersion();
  private final Step prepare;
  // Those that run only once the attempt is admitted.
  private final List<Step> steps;

  /**
   * An attempt that has ended, whose files are still there.
   *
   * @param files removes them
   */
  public record Ended(AttemptOutcome outcome, Runnable files) implements AutoCloseable {

    /** Removes the files of the attempt; called once. */
    @Override
    public void close() {
      files.run();
    }
  }

  /** Without agents. Inspects the host, which takes some milliseconds. */
  public AttemptRunner(AttemptSettings settings, Isolation isolation) throws InterruptedException {
    this(settings, isolation, new Agents(List.of(), settings.environment()));
  }

  /** Inspects the host, which takes some milliseconds. */
  public AttemptRunner(AttemptSettings settings, Isolation isolation, Agents agents)
      throws InterruptedException {
    this.settings = settings;
    this.hold = Supervisor.Containment.of(isolation, settings.children());
    if (settings.limits().memory() > 0 && !hold.groups().areKept()) {
      LOG.warn(
          "The memory limit applies to each process of a job, not to all of them together:"
              + " this worker may make no control groups. Give its service Delegate=yes.");
    }
    this.caches = new ToolCaches(settings.folder().resolve("homes"));
    this.withheld = WithheldPatches.in(settings.folder());
    this.guard = new DiskGuard(settings.folder(), settings.leastFree());
    RepositoryCache cache = new RepositoryCache(settings.folder().resolve("repos"));
    this.prepare = new Prepare(new Sourcing(cache, settings), isolation, agents, room());
    this.steps = List.of(new Setup(), new Run(agents), new ScopeGuard(), new Checks());
  }

  private DiskRoom room() {
    return new DiskRoom(settings.folder(), settings.leastFree());
  }

  /** How this runner's children are isolated, as results name it. */
  public Isolation isolation() {
    return hold.isolation();
  }

  /**
   * Runs one attempt to its end.
   *
   * @throws InterruptedException if the thread is interrupted; the job's processes are dead then
   *     and nothing is published
   */
  public AttemptOutcome run(AttemptOrder order, AttemptListener listener, StopSignal stop)
      throws InterruptedException {
    try (Ended ended = runToEnd(order, listener, stop)) {
      return ended.outcome();
    }
  }

  /**
   * Runs one attempt to its end and leaves the removal of its files to the caller: nobody who waits
   * for the job has to wait for it. All processes of the attempt have ended.
   *
   * @return LEASE_LOST as the reason to stop also if the listener does not let it run
   * @throws InterruptedException as {@link #run}; the files are removed then
   */
  public Ended runToEnd(AttemptOrder order, AttemptListener listener, StopSignal stop)
      throws InterruptedException {
    AttemptSecrets secrets = new AttemptSecrets(settings.redactor());
    AttemptListener redacted = new RedactedListener(listener, secrets);
    Ended ended = run(order, redacted, secrets, stop);
    return new Ended(secrets.of(ended.outcome()), ended.files());
  }

  private Ended run(
      AttemptOrder order, AttemptListener listener, AttemptSecrets secrets, StopSignal stop)
      throws InterruptedException {
    Workspace workspace = Workspace.of(settings.folder(), order.name());
    int slot = slots.take();
    DiskGuard.Guarded guarded =
        new DiskGuard.Guarded(
            order.name(),
            workspace,
            EscapedProcesses.of(order.job().text(), order.attempt()),
            stop);
    guard.guard(guarded);
    Runnable files =
        () -> {
          remove(workspace, order);
          guard.release(guarded);
          slots.giveBack(slot);
          clearWithheld();
        };
    boolean hasEnded = false;
    try {
      AttemptOutcome outcome = outcome(order, workspace, slot, listener, secrets, stop);
      hasEnded = true;
      return new Ended(outcome, files);
    } finally {
      if (!hasEnded) {
        files.run();
      }
    }
  }

  private AttemptOutcome outcome(
      AttemptOrder order,
      Workspace workspace,
      int slot,
      AttemptListener listener,
      AttemptSecrets secrets,
      StopSignal stop)
      throws InterruptedException {
    try {
      workspace.create(order.briefJson());
      Attempt attempt = attempt(order, workspace, slot, listener, secrets, stop);
      FullDisk disk = FullDisk.of(settings, hold.isolation(), guard);
      StepResult end;
      JobProcesses processes = attempt.processes();
      try (processes) {
        StepResult prepared = walk(attempt, List.of(prepare), disk, stop);
        if (!listener.mayRun()) {
          attempt.abandonLogs();
          return new AttemptOutcome.Stopped(StopSignal.Why.LEASE_LOST, JobResult.NONE);
        }
        end = prepared.goesOn() ? walk(attempt, steps, disk, stop) : prepared;
      }
      return new Publish(attempt, stop, withheld, disk, gitVersion).take(end);
    } catch (IOException e) {
      StepResult.Failed failed = Publish.failed(order, e);
      return new AttemptOutcome.Failed(failed.reason(), failed.message(), JobResult.NONE);
    } catch (RuntimeException | Error defect) {
      // Also lack of memory: the attempt's memory is free again, and the other slots go on.
      LOG.error("{}: a defect of Handoff ended the attempt", order.name(), defect);
      return new AttemptOutcome.Failed(
          Reason.INFRASTRUCTURE,
          "a defect of Handoff ended the attempt, see the worker's log: "
              + PlainText.line(defect.toString(), 300),
          JobResult.NONE);
    }
  }

  private Attempt attempt(
      AttemptOrder order,
      Workspace workspace,
      int slot,
      AttemptListener listener,
      AttemptSecrets secrets,
      StopSignal stop)
      throws IOException {
    LogWriter log =
        new LogWriter(listener.open("log"), workspace.logSpool(), order.brief().limits().log());
    ChildEnvironment environment =
        new ChildEnvironment(settings, order, workspace, hold.isolation(), slot);
    Git git = new Git(workspace.scratch(), settings.sourceTimeout(), stop, settings.environment());
    JobHome home =
        new JobHome(
            workspace,
            caches,
            new LoginProfile(environment.path()),
            order.submitter(),
            order.brief().scope().repo());
    AttemptTools tools =
        new AttemptTools(order, workspace, git, home, listener, log, settings, secrets);
    AttemptTime time = AttemptTime.start(order.brief().limits().timeout());
    Supervisor supervisor =
        new Supervisor(hold, settings.children(), stop, listener::mayStartUntil, secrets::redactor);
    return new Attempt(tools, new JobProcesses(tools, supervisor, environment, time), time);
  }

  private StepResult walk(Attempt attempt, List<Step> some, FullDisk disk, StopSignal stop)
      throws InterruptedException {
    StepResult end = StepResult.GO_ON;
    for (Step step : some) {
      if (stop.why().isPresent()) {
        end = new StepResult.Stopped(stop.why().get());
      }
      if (!end.goesOn()) {
        return end;
      }
      attempt.listener().progressed(step.name(), null, null);
      try {
        end = step.take(attempt);
      } catch (IOException e) {
        // A step that is cut short may fail because of that.
        end =
            stop.why()
                .<StepResult>map(StepResult.Stopped::new)
                .orElseGet(() -> Publish.failed(attempt.order(), e));
      }
      end = disk.judge(end, stop);
    }
    return end;
  }

  private static void remove(Workspace workspace, AttemptOrder order) {
    try {
      workspace.delete();
    } catch (IOException e) {
      LOG.warn(
          "{}: {} could not be removed; it takes disk space until it is removed by hand",
          order.name(),
          workspace.folder(),
          e);
    }
  }

  private void clearWithheld() {
    try {
      withheld.clear(Instant.now());
    } catch (IOException e) {
      LOG.warn("Withheld patches could not be checked for their age: {}", e.getMessage());
    }
  }
}
