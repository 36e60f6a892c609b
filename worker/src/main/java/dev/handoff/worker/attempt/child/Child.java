package dev.handoff.worker.attempt.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A process to run in an attempt.
 *
 * @param tree the working tree
 * @param folder in the tree, where it starts; empty: the root
 * @param environment all of it; names the job and the attempt
 * @param limit wall clock
 * @param idle without output; zero: no limit
 * @param temporary what it finds as {@code /tmp}, where that can be its own
 * @param binds what it sees or writes beside the system; where it can be kept to that
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

  String job() {
    return environment.get("HANDOFF_JOB_ID");
  }
}
