package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A user other than the worker's, who runs all processes of jobs. This needs a worker that can
 * become any user (root, or root of a user namespace) and a sandbox: outside of it this user could
 * not even reach the job's tree.
 *
 * @param id the number of the user and of its group
 */
public record JobUser(int id) {

  private static final long LIMIT_MINUTES = 10;

  public JobUser {
    if (id < 1) {
      throw new IllegalArgumentException("the user of jobs must be 1 or more, got: " + id);
    }
  }

  /** Whether a worker of this process can run jobs as another user under this isolation. */
  static boolean isPossible(Isolation isolation) {
    return Isolation.isSuperuser() && isolation.hidesTheHost();
  }

  /**
   * Gives the user the files that the child may write and that the worker still owns. No process of
   * the job may be alive: this runs with the right to change any file.
   */
  void own(Child child) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("chown", "--recursive", "--no-dereference"));
    // Files that the user already owns keep their times, by which tools detect changes.
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
