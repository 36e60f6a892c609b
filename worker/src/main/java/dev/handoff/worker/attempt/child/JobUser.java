package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another user than the worker's, as whom all processes of jobs run. It takes a worker that may
 * become anybody (root, or root of a user namespace) and a sandbox: outside of it this user could
 * not even reach the job's tree.
 *
 * @param id the user's number, and the number of its group
 */
public record JobUser(int id) {

  private static final long LIMIT_MINUTES = 10;

  public JobUser {
    if (id < 1) {
      throw new IllegalArgumentException("the user of jobs must be 1 or more, got: " + id);
    }
  }

  /** Whether a worker of this process, with that isolation, can run jobs as another user. */
  static boolean isPossible(Isolation isolation) {
    return Isolation.isSuperuser() && isolation.hidesTheHost();
  }

  /**
   * Gives the user what the child may write and is still the worker's. No process of the job may
   * live: the places are changed by somebody who may change any.
   */
  void own(Child child) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("chown", "--recursive", "--no-dereference"));
    // Files that are the user's already keep their times, by which tools see what has changed.
    command.addAll(List.of("-P", "--from=0", id + ":" + id, "--", child.temporary().toString()));
    child.binds().stream()
        .filter(Bind::isWritable)
        .map(bind -> bind.source().toString())
        .forEach(command::add);
    Process chown =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!chown.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      chown.destroyForcibly();
    }
    if (chown.waitFor() != 0) {
      throw new IOException("cannot give the job's folders to user " + id + ": " + places(child));
    }
  }

  private static List<Path> places(Child child) {
    return child.binds().stream().filter(Bind::isWritable).map(Bind::source).toList();
  }
}
