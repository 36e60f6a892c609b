package dev.handoff.worker.attempt.child;

import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.worker.secret.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs child processes under the script {@code supervisor.sh}, which kills them if this process
 * dies or freezes. Returns only when none of their processes is alive.
 */
public final class Supervisor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  private static final String SCRIPT = script();
  private static final int STARTS = 5;

  private final Supervisor.Containment hold;
  private final ChildLimits limits;
  private final Duration grace;
  private final Duration silence;
  private final StopSignal stop;
  private final Supplier<Redactor> redactor;
  private final StartLease lease;

  // Owned by the attempt's thread.
  private @Nullable SupervisorProcess waiting;

  /**
   * @param lease read before each start of a child
   * @param redactor read before each child
   */
  public Supervisor(
      Supervisor.Containment hold,
      ChildSettings settings,
      StopSignal stop,
      StartLease lease,
      Supplier<Redactor> redactor) {
    this.hold = hold;
    this.limits = settings.limits();
    this.lease = lease;
    this.grace = settings.grace();
    this.silence = settings.silence();
    this.redactor = redactor;
    this.stop = stop;
  }

  /**
   * Knows until when processes may be started, in terms of the host's uptime ({@link HostUptime}).
   */
  public interface StartLease {

    /** Empty if no process may be started any more. May block. */
    Optional<Duration> mayStartUntil() throws InterruptedException;
  }

  /**
   * How all children of a worker are isolated.
   *
   * @param shell the program that runs the supervisors
   * @param env the program that resets signals for a child; empty: this host has none
   */
  public record Containment(
      Isolation isolation,
      Sandbox sandbox,
      ControlGroups groups,
      Optional<JobUser> user,
      String shell,
      String env) {

    public static Supervisor.Containment of(Isolation isolation, ChildSettings settings)
        throws InterruptedException {
      if (settings.user().isPresent() && !JobUser.isPossible(isolation)) {
        throw new InvalidSettingsException(
            List.of(
                new BriefError(
                    "sandbox.user",
                    "needs bwrap, and a worker that is root or root of a user namespace",
                    String.valueOf(settings.user().get().id()))));
      }
      return new Supervisor.Containment(
          isolation,
          Sandbox.of(settings),
          ControlGroups.ofThisProcess(),
          settings.user(),
          shell(isolation, settings),
          SignalReset.program());
    }

    /**
     * Whether no process of a child is left when its supervisor has ended by itself: the supervisor
     * is process 1 of a namespace, whose end the kernel completes only when all others in it are
     * dead, and the program around it ends after it.
     */
    boolean leavesNothing(Process ended) {
      return isolation != Isolation.PROCESS_GROUP && !ended.isAlive() && ended.exitValue() == 0;
    }

    private static String shell(Isolation isolation, ChildSettings settings)
        throws InterruptedException {
      return isolation.isKeptByRights() || Isolation.isSuperuser()
          ? "bash"
          : UnreadableShell.in(
              settings.folder().resolve("shell"),
              settings.environment().getOrDefault("PATH", System.getenv("PATH")));
    }
  }

  public String isolation() {
    return hold.isolation().label();
  }

  /**
   * Runs the child to its end.
   *
   * @param watch called several times a second while it runs
   * @throws IOException if the supervisor itself fails, or a process of the child survives KILL
   */
  public ChildExit run(Child child, Output output, Runnable watch)
      throws IOException, InterruptedException {
    if (stop.why().isPresent()) {
      return new ChildExit.Stopped(stop.why().get());
    }
    Optional<Duration> until = lease.mayStartUntil();
    Optional<StopSignal.Why> refused = Fence.beforeStart(stop, until);
    if (refused.isPresent()) {
      return new ChildExit.Stopped(refused.get());
    }
    for (int start = 1; start <= STARTS; start++) {
      if (hold.user().isPresent()) {
        hold.user().get().own(child);
      }
      SupervisorProcess started = takeWaiting(child.view());
      Supervisor.ProcessCleanup remains =
          new Supervisor.ProcessCleanup(EscapedProcesses.of(child.environment()), started.group());
      try {
        Optional<ChildExit> ending =
            run(child, output, watch, until.get(), started.process(), remains);
        if (ending.isPresent()) {
          return ending.get();
        }
      } finally {
        remains.close();
      }
    }
    throw new IOException(
        "another program removes the control groups of this worker's jobs before they are joined");
  }

  /**
   * Starts a supervisor that waits for the next child, if that has this view: the sandbox is made
   * while the caller does something else. Nothing of the job runs before {@link #run} has asked
   * whether it may. Until then nobody may replace what the view names. Called by the thread that
   * calls {@link #run}: the sandbox ends with the thread that started it.
   */
  public void prepare(Child.View view) throws InterruptedException {
    close();
    if (stop.why().isPresent()) {
      return;
    }
    try {
      waiting = start(view);
    } catch (IOException e) {
      LOG.debug("No supervisor can be started; the start of the child will tell why", e);
    }
  }

  /** Ends the supervisor that waits, if there is one. */
  @Override
  public void close() {
    SupervisorProcess unused = waiting;
    waiting = null;
    if (unused != null) {
      unused.close();
    }
  }

  private SupervisorProcess takeWaiting(Child.View view) throws IOException {
    SupervisorProcess found = waiting;
    if (found == null || !found.canRun(view, silence)) {
      close();
      return start(view);
    }
    waiting = null;
    return found;
  }

  /** Empty if nothing was started because another program removed the control group. */
  private Optional<ChildExit> run(
      Child child,
      Output output,
      Runnable watch,
      Duration until,
      Process process,
      Supervisor.ProcessCleanup remains)
      throws IOException, InterruptedException {
    boolean isOver = false;
    try {
      Supervision supervision = new Supervision(process, child, grace, stop);
      supervision.send(orders(child, until, supervision.secret()));
      RedactedOutput redacted = new RedactedOutput(redactor.get(), output);
      Optional<ChildExit> cut = supervision.untilEnd(redacted, watch);
      remains.end(hold.leavesNothing(process));
      isOver = true;
      supervision.finishOutput();
      redacted.finish();
      if (cut.isPresent()) {
        return cut;
      }
      return supervision.wasNotJoined()
          ? Optional.empty()
          : Optional.of(told(supervision, remains));
    } finally {
      // Only a failure or an interrupt leaves a process alive here.
      SupervisorProcess.end(process);
      if (!isOver) {
        remains.end(false);
      }
    }
  }

  private ChildExit told(Supervision supervision, Supervisor.ProcessCleanup remains)
      throws IOException {
    if (remains.ranOutOfMemory() && !supervision.endedWell()) {
      return new ChildExit.OutOfMemory();
    }
    ChildExit ending = supervision.told();
    if (ending instanceof ChildExit.Stopped tooLate) {
      stop.raise(tooLate.why());
    }
    return ending;
  }

  /** Finds and kills processes that the supervisor could not reach. */
  private record ProcessCleanup(EscapedProcesses escaped, Optional<ControlGroup> group)
      implements AutoCloseable {

    /**
     * @param isNothingLeft whether it is known that there are none; the control group is asked
     *     anyway, and a search reads all processes of the host
     */
    void end(boolean isNothingLeft) throws IOException, InterruptedException {
      if (group.isPresent()) {
        group.get().end();
      }
      if (!isNothingLeft) {
        escaped.end();
      }
    }

    boolean ranOutOfMemory() throws IOException {
      return group.isPresent() && group.get().ranOutOfMemory();
    }

    @Override
    public void close() {
      group.ifPresent(ControlGroup::close);
    }
  }

  private SupervisorProcess start(Child.View view) throws IOException {
    Optional<ControlGroup> group = hold.groups().make(limits);
    boolean isStarted = false;
    try {
      Process process = process(view, group);
      isStarted = true;
      return new SupervisorProcess(process, group, view, System.nanoTime());
    } finally {
      if (!isStarted) {
        group.ifPresent(ControlGroup::close);
      }
    }
  }

  private Process process(Child.View view, Optional<ControlGroup> group) throws IOException {
    List<String> command = new ArrayList<>();
    group.map(ControlGroups::join).ifPresent(command::addAll);
    command.addAll(hold.isolation().prefix(hold.sandbox(), view));
    command.addAll(List.of(hold.shell(), "-p", "-c", SCRIPT));
    command.addAll(List.of("supervisor", hold.isolation().label()));
    command.add("%d.%03d".formatted(silence.toSeconds(), silence.toMillisPart()));
    command.add(view.tree().toString());
    command.add(view.network() ? "on" : "off");
    command.add(limit(limits.processes(), 1));
    command.add(limit(limits.fileSize(), 1024));
    command.add(limit(group.isPresent() ? 0 : limits.memory(), 1024));
    command.add(String.valueOf(hold.user().map(JobUser::id).orElse(0)));
    command.add(SignalReset.isNeeded() ? hold.env() : "");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(List.of("PATH", "LANG", "LC_ALL"));
    return builder.start();
  }

  private static String limit(long amount, long unit) {
    return amount == 0 ? "unlimited" : String.valueOf(Math.max(1, amount / unit));
  }

  private static byte[] orders(Child child, Duration until, String secret) {
    List<String> records = new ArrayList<>();
    records.add(secret);
    records.add(String.valueOf(until.toMillis() / 10));
    records.add(child.folder());
    records.add(String.valueOf(child.command().size()));
    records.addAll(child.command());
    child.environment().forEach((name, value) -> records.add(name + "=" + value));
    records.add("");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String record : records) {
      bytes.writeBytes(record.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    return bytes.toByteArray();
  }

  private static String script() {
    try (InputStream in = Supervisor.class.getResourceAsStream("supervisor.sh")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("supervisor.sh is part of the worker's jar", e);
    }
  }
}
