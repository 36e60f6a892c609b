package dev.handoff.worker.attempt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What all attempts of a worker have in common.
 *
 * @param folder where the worker keeps repositories, homes and the folders of running attempts; on
 *     a disk of its own if the worker's state must survive a job that fills it
 * @param killGrace between TERM and KILL
 * @param silence after which a supervisor that hears nothing from this process kills its child;
 *     must not be longer than the lease's lapse, or a frozen worker overlaps with its successor
 * @param sourceTimeout for one fetch of the source
 * @param environment of the worker, of which children get an allow-list
 * @param permitted names of the worker's environment that a brief may ask for
 * @param sandbox what children see beyond the default view
 * @param limits what the processes of a child may use
 */
public record AttemptSettings(
    Path folder,
    Duration killGrace,
    Duration silence,
    Duration sourceTimeout,
    Map<String, String> environment,
    Predicate<String> permitted,
    SandboxPaths sandbox,
    ChildLimits limits) {

  public static final Duration DEFAULT_KILL_GRACE = Duration.ofSeconds(10);
  public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(8);
  public static final Duration DEFAULT_SOURCE_TIMEOUT = Duration.ofMinutes(10);

  public AttemptSettings {
    folder = folder.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
    if (killGrace.isNegative()) {
      throw new IllegalArgumentException("killGrace must be 0 or more, got: " + killGrace);
    }
    if (silence.compareTo(Duration.ofMillis(500)) < 0) {
      throw new IllegalArgumentException("silence must be 500 ms or more, got: " + silence);
    }
  }

  /** The defaults, with this process's environment, none of which a brief may ask for. */
  public static AttemptSettings in(Path folder) {
    return new AttemptSettings(
        folder,
        DEFAULT_KILL_GRACE,
        DEFAULT_SILENCE,
        DEFAULT_SOURCE_TIMEOUT,
        System.getenv(),
        name -> false,
        SandboxPaths.NONE,
        ChildLimits.DEFAULT);
  }

  public AttemptSettings withKillGrace(Duration grace) {
    return new AttemptSettings(
        folder, grace, silence, sourceTimeout, environment, permitted, sandbox, limits);
  }

  public AttemptSettings withSilence(Duration limit) {
    return new AttemptSettings(
        folder, killGrace, limit, sourceTimeout, environment, permitted, sandbox, limits);
  }

  public AttemptSettings withEnvironment(
      Map<String, String> variables, Predicate<String> permittedNames) {
    return new AttemptSettings(
        folder, killGrace, silence, sourceTimeout, variables, permittedNames, sandbox, limits);
  }

  public AttemptSettings withSandbox(SandboxPaths paths) {
    return new AttemptSettings(
        folder, killGrace, silence, sourceTimeout, environment, permitted, paths, limits);
  }

  public AttemptSettings withLimits(ChildLimits forEach) {
    return new AttemptSettings(
        folder, killGrace, silence, sourceTimeout, environment, permitted, sandbox, forEach);
  }
}
