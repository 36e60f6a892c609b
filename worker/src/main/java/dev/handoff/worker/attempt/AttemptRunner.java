package dev.handoff.worker.attempt;

import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.agents.Agents;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts, each on the thread that calls it, any number at once. What an attempt had on the
 * disk and every process of it are gone when it returns.
 */
public final class AttemptRunner {

  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private static final Set<Reason> ENDS_OF_A_FULL_DISK =
      EnumSet.of(
          Reason.RUN_FAILED,
          Reason.CHECK_FAILED,
          Reason.SETUP_FAILED,
          Reason.CHECK_COULD_NOT_RUN,
          Reason.SOURCE_UNAVAILABLE,
          Reason.INFRASTRUCTURE);

  private final AttemptSettings settings;
  private final Supervisor.Hold hold;
  private final ToolCaches caches;
  private final SlotNumbers slots = new SlotNumbers();
  private final WithheldPatches withheld;
  private final List<Step> steps;

  /** Without agents. Looks at the host, which takes some milliseconds. */
  public AttemptRunner(AttemptSettings settings, Isolation isolation) throws InterruptedException {
    this(settings, isolation, new Agents(List.of(), settings.environment()));
  }

  /** Looks at the host, which takes some milliseconds. */
  public AttemptRunner(AttemptSettings settings, Isolation isolation, Agents agents)
      throws InterruptedException {
    this.settings = settings;
    this.hold = Supervisor.Hold.of(isolation, settings);
    if (settings.limits().memory() > 0 && !hold.groups().areKept()) {
      LOG.warn(
          "The limit of memory holds for each process of a job and not for all of them together:"
              + " this worker may make no control groups. Give its service Delegate=yes.");
    }
    this.caches = new ToolCaches(settings.folder().resolve("homes"));
    this.withheld = WithheldPatches.in(settings.folder());
    RepositoryCache cache = new RepositoryCache(settings.folder().resolve("repos"));
    this.steps =
        List.of(
            new Prepare(new Sourcing(cache, settings), isolation, agents, room()),
            new Setup(),
            new Run(agents),
            new ScopeGuard(),
            new Checks());
  }

  private DiskRoom room() {
    return new DiskRoom(settings.folder(), settings.leastFree());
  }

  /** How this runner's children are held, as results tell it. */
  public Isolation isolation() {
    return hold.isolation();
  }

  /**
   * Runs one attempt to its end.
   *
   * @throws InterruptedException if the thread is interrupted; the job's processes are dead then
   *     and nothing is published
   */
  public Outcome run(AttemptOrder order, AttemptListener listener, StopSignal stop)
      throws InterruptedException {
    AttemptSecrets secrets = new AttemptSecrets(settings.redactor());
    AttemptListener told = new RedactedListener(listener, secrets);
    return secrets.of(run(order, told, secrets, stop));
  }

  private Outcome run(
      AttemptOrder order, AttemptListener listener, AttemptSecrets secrets, StopSignal stop)
      throws InterruptedException {
    Workspace workspace = Workspace.of(settings, order);
    int slot = slots.take();
    try {
      workspace.create(order.briefJson());
      Attempt attempt = attempt(order, workspace, slot, listener, secrets, stop);
      Finding end = walk(attempt, stop);
      return publish(attempt, end, stop);
    } catch (IOException e) {
      Finding.Failed failed = failed(order, e);
      return new Outcome.Failed(failed.reason(), failed.message(), JobResult.NONE);
    } catch (RuntimeException | Error defect) {
      // Also of memory: what the attempt had of it is free again, and the other slots go on.
      LOG.error("{}: a defect of Handoff ended the attempt", order.name(), defect);
      return new Outcome.Failed(
          Reason.INFRASTRUCTURE,
          "a defect of Handoff ended the attempt, see the worker's log: "
              + PlainText.line(defect.toString(), 300),
          JobResult.NONE);
    } finally {
      remove(workspace, order);
      slots.giveBack(slot);
      clearWithheld();
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
    Attempt.Hands hands =
        new Attempt.Hands(
            new Supervisor(hold, settings, stop, listener, secrets::redactor),
            listener,
            environment,
            log,
            settings,
            secrets);
    Git git = new Git(workspace.scratch(), settings.sourceTimeout(), stop, settings.environment());
    JobHome home =
        new JobHome(
            workspace,
            caches,
            new LoginProfile(Optional.ofNullable(environment.variables().get("PATH"))),
            order.submitter(),
            order.brief().scope().repo());
    return new Attempt(order, workspace, git, home, hands);
  }

  private Finding walk(Attempt attempt, StopSignal stop) throws InterruptedException {
    Finding end = Finding.GO_ON;
    for (Step step : steps) {
      if (stop.why().isPresent()) {
        end = new Finding.Stopped(stop.why().get());
      }
      if (!end.goesOn()) {
        return end;
      }
      attempt.listener().progressed(step.name(), null, null);
      try {
        end = step.take(attempt);
      } catch (IOException e) {
        // A step that is cut short may say so by failing.
        end =
            stop.why()
                .<Finding>map(Finding.Stopped::new)
                .orElseGet(() -> failed(attempt.order(), e));
      }
      end = diskFullOr(end);
    }
    return end;
  }

  // Whatever a step fails of where nothing can be written any more: it says nothing about the job.
  private Finding diskFullOr(Finding end) {
    boolean isOfDisk =
        end instanceof Finding.Failed failed
            && ENDS_OF_A_FULL_DISK.contains(failed.reason())
            && room().isFull();
    return isOfDisk
        ? Finding.failed(
            Reason.DISK_FULL,
            "the disk of the worker's work folder is full; then "
                + ((Finding.Failed) end).message())
        : end;
  }

  private Outcome publish(Attempt attempt, Finding end, StopSignal stop)
      throws InterruptedException {
    attempt.listener().progressed("publish", null, null);
    boolean isOver = stop.why().filter(StopSignal.Why::isImmediate).isPresent();
    boolean holdsLease = !isOver && attempt.listener().mayPublish();
    Optional<StopSignal.Why> refused = Fence.beforePublish(stop, holdsLease);
    if (refused.isPresent()) {
      // Somebody else may hold the lease: not even the log's end may be written.
      attempt.abandonLogs();
      return new Outcome.Stopped(refused.get(), JobResult.NONE);
    }
    try {
      if (end instanceof Finding.Failed failed && failed.reason() == Reason.DISK_FULL) {
        // Nobody needs that any more, and what is published needs room.
        FolderDeletion.delete(attempt.workspace().temporary());
      }
      Finding judged = new SecretScan(attempt.redactor(), withheld).judge(attempt, end);
      JobResult result = new Outputs(attempt).publish(judged);
      if (judged.goesOn()) {
        keepCaches(attempt);
      }
      return outcome(judged, result);
    } catch (IOException e) {
      attempt.abandonLogs();
      Finding told = end.goesOn() ? failed(attempt.order(), e) : end;
      LOG.warn("{}: what there is could not be published", attempt.order().name(), e);
      return outcome(told, JobResult.NONE);
    }
  }

  /** A job whose caches are not kept has lost nothing. */
  private static void keepCaches(Attempt attempt) throws InterruptedException {
    try {
      attempt.home().keepCaches();
    } catch (IOException e) {
      LOG.warn("{}: the caches of its tools are not kept", attempt.order().name(), e);
    }
  }

  private static Outcome outcome(Finding end, JobResult result) {
    if (end instanceof Finding.Failed failed) {
      return new Outcome.Failed(failed.reason(), failed.message(), result, failed.retryAt());
    }
    if (end instanceof Finding.Stopped stopped) {
      return new Outcome.Stopped(stopped.why(), result);
    }
    return new Outcome.Completed(result);
  }

  private Finding.Failed failed(AttemptOrder order, IOException e) {
    LOG.warn("{}: the worker's host failed the attempt", order.name(), e);
    String message = String.valueOf(e.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    // The words are those of the host's language; the disk says it in none.
    boolean full =
        lower.contains("no space left") || lower.contains("quota exceeded") || room().isFull();
    return new Finding.Failed(
        full ? Reason.DISK_FULL : Reason.INFRASTRUCTURE,
        "the worker could not go on with the attempt: " + PlainText.line(message, 1000));
  }

  private static void remove(Workspace workspace, AttemptOrder order) {
    try {
      workspace.delete();
    } catch (IOException e) {
      LOG.warn(
          "{}: {} could not be removed; it costs space until somebody does",
          order.name(),
          workspace.folder(),
          e);
    }
  }

  private void clearWithheld() {
    try {
      withheld.clear(Instant.now());
    } catch (IOException e) {
      LOG.warn("Patches that were withheld could not be looked through: {}", e.getMessage());
    }
  }
}
