package dev.handoff.worker.attempt.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a worker holds its child processes.
 *
 * @param folder the worker's own, which children do not see
 * @param environment the worker's, of which they get nothing by this
 * @param sandbox what they see beyond the default view
 * @param user as whom they run; empty: as the worker
 * @param limits what the processes of each may use
 * @param grace between TERM and KILL
 * @param silence after which a supervisor that hears nothing from this process kills its child
 */
public record ChildSettings(
    Path folder,
    Map<String, String> environment,
    SandboxPaths sandbox,
    Optional<JobUser> user,
    ChildLimits limits,
    Duration grace,
    Duration silence) {

  String searchPath() {
    return environment.getOrDefault("PATH", "");
  }
}
