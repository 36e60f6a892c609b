package dev.handoff.worker.attempt.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Configures how a worker runs its child processes.
 *
 * @param folder the worker's own, which children cannot see
 * @param environment the worker's; children inherit nothing of it
 * @param sandbox what children see beyond the default view
 * @param user the user that runs them; empty: the worker's
 * @param limits of the processes of each child
 * @param grace between TERM and KILL
 * @param silence without a beat from this process, after which a supervisor kills its child
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
