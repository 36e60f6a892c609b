package dev.handoff.worker.attempt.order;

import dev.handoff.brief.policy.Policy;
import dev.handoff.worker.attempt.child.ChildLimits;
import dev.handoff.worker.attempt.child.ChildSettings;
import dev.handoff.worker.attempt.child.JobUser;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.disk.DiskRoom;
import dev.handoff.worker.secret.Redactor;
import dev.handoff.worker.secret.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The settings that all attempts of a worker share. Immutable: each {@code with…} returns a copy.
 */
public final class AttemptSettings {

  public static final Duration DEFAULT_KILL_GRACE = Duration.ofSeconds(10);
  public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(8);
  public static final Duration DEFAULT_SOURCE_TIMEOUT = Duration.ofMinutes(10);

  private final Values values;

  /** The settings during construction; never changed afterwards. */
  private static final class Values implements Cloneable {
    private final Path folder;
    private Duration killGrace = DEFAULT_KILL_GRACE;
    private Duration silence = DEFAULT_SILENCE;
    private Duration sourceTimeout = DEFAULT_SOURCE_TIMEOUT;
    private Map<String, String> environment = System.getenv();
    private Predicate<String> permitted = name -> false;
    private Policy policy = Policy.DEFAULT;
    private Redactor redactor = redactorOf(System.getenv());
    private SandboxPaths sandbox = SandboxPaths.NONE;
    private @Nullable JobUser jobUser;
    private ChildLimits limits = ChildLimits.DEFAULT;
    private long leastFree;
    private OutputSettings outputs = OutputSettings.DEFAULT;

    private Values(Path folder) {
      this.folder = folder;
    }

    private Values copy() {
      try {
        return (Values) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private AttemptSettings(Values values) {
    this.values = values;
    if (values.killGrace.isNegative()) {
      throw new IllegalArgumentException("killGrace must be 0 or more, got: " + values.killGrace);
    }
    if (values.silence.compareTo(Duration.ofMillis(500)) < 0) {
      throw new IllegalArgumentException("silence must be 500 ms or more, got: " + values.silence);
    }
  }

  /**
   * The defaults, with this process's environment, of which a brief may not ask for anything.
   *
   * @param folder for repositories, homes and the folders of running attempts; on its own disk if
   *     the worker's state must survive a job that fills it
   */
  public static AttemptSettings in(Path folder) {
    return new AttemptSettings(new Values(folder.toAbsolutePath().normalize()));
  }

  private AttemptSettings with(Consumer<Values> change) {
    Values changed = values.copy();
    change.accept(changed);
    return new AttemptSettings(changed);
  }

  public Path folder() {
    return values.folder;
  }

  /** Between TERM and KILL. */
  public Duration killGrace() {
    return values.killGrace;
  }

  public AttemptSettings withKillGrace(Duration grace) {
    return with(changed -> changed.killGrace = grace);
  }

  /**
   * How long a supervisor waits for a beat of this process before it kills its child. Must not be
   * longer than the lease's lapse, or a frozen worker overlaps with its successor.
   */
  public Duration silence() {
    return values.silence;
  }

  public AttemptSettings withSilence(Duration limit) {
    return with(changed -> changed.silence = limit);
  }

  /** The limit for one fetch of the source. */
  public Duration sourceTimeout() {
    return values.sourceTimeout;
  }

  public AttemptSettings withSourceTimeout(Duration limit) {
    return with(changed -> changed.sourceTimeout = limit);
  }

  /** The worker's environment, of which children get an allow-list. */
  public Map<String, String> environment() {
    return values.environment;
  }

  /** Variables of the worker's environment that a brief may ask for. */
  public Predicate<String> permitted() {
    return values.permitted;
  }

  public AttemptSettings withEnvironment(
      Map<String, String> variables, Predicate<String> permittedNames) {
    return with(
        changed -> {
          changed.environment = Map.copyOf(variables);
          changed.permitted = permittedNames;
          changed.redactor = redactorOf(variables);
        });
  }

  /** The values of the variables whose names mark them as secret. */
  private static Redactor redactorOf(Map<String, String> variables) {
    return Redactor.of(Secrets.of(variables, name -> false));
  }

  /** The limits of what briefs may ask for. */
  public Policy policy() {
    return values.policy;
  }

  public AttemptSettings withPolicy(Policy other) {
    return with(
        changed -> {
          changed.policy = other;
          changed.permitted = other::permitsVariable;
        });
  }

  /** Removes from a job's output what must not leave the worker. */
  public Redactor redactor() {
    return values.redactor;
  }

  public AttemptSettings withRedactor(Redactor other) {
    return with(changed -> changed.redactor = other);
  }

  /** What children see beyond the default view. */
  public SandboxPaths sandbox() {
    return values.sandbox;
  }

  public AttemptSettings withSandbox(SandboxPaths paths) {
    return with(changed -> changed.sandbox = paths);
  }

  /** The user that runs children; empty: the worker's. */
  public Optional<JobUser> jobUser() {
    return Optional.ofNullable(values.jobUser);
  }

  public AttemptSettings withJobUser(@Nullable JobUser user) {
    return with(changed -> changed.jobUser = user);
  }

  /** The limits of what the processes of a child may use. */
  public ChildLimits limits() {
    return values.limits;
  }

  public AttemptSettings withLimits(ChildLimits forEach) {
    return with(changed -> changed.limits = forEach);
  }

  /** How child processes are isolated. */
  public ChildSettings children() {
    return new ChildSettings(
        folder(), environment(), sandbox(), jobUser(), limits(), killGrace(), silence());
  }

  /** As in {@link DiskRoom}. */
  public long leastFree() {
    return values.leastFree;
  }

  public AttemptSettings withLeastFree(long value) {
    return with(changed -> changed.leastFree = value);
  }

  /** Where results may be published beyond the log, and how large they may be. */
  public OutputSettings outputs() {
    return values.outputs;
  }

  public AttemptSettings withOutputs(OutputSettings value) {
    return with(changed -> changed.outputs = value);
  }
}
