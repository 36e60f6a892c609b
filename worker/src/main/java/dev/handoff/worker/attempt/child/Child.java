package dev.handoff.worker.attempt.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Describes a process that an attempt runs.
 *
 * @param tree the working tree
 * @param folder the folder in the tree where it starts; empty: the root
 * @param environment its whole environment, which names the job and the attempt
 * @param limit of wall-clock time
 * @param idle the longest time without output; zero: no limit
 * @param temporary its {@code /tmp}, if the isolation can give it one of its own
 * @param binds what it reads or writes beside the system, if the isolation can restrict it
 */
public record Child(
    List<String> command,
    Path tree,
    String folder,
    Map<String, String> environment,
    boolean network,
    Duration limit,
    Duration idle,
    Path temporary,
    List<Bind> binds) {

  /**
   * What a child sees of the attempt, known before its command is.
   *
   * @param tree the working tree
   * @param temporary its {@code /tmp}, if the isolation can give it one of its own
   * @param binds what it reads or writes beside the system, if the isolation can restrict it
   */
  public record View(Path tree, boolean network, Path temporary, List<Bind> binds) {}

  View view() {
    return new View(tree, network, temporary, binds);
  }

  String job() {
    return environment.getOrDefault("HANDOFF_JOB_ID", "");
  }
}
