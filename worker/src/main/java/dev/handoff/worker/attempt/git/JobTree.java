package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.folder.Workspace;
import dev.handoff.worker.attempt.git.Git.Place;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.function.Consumer;

/**
 * The tree in which a job works, and what git needs to read it. Immutable.
 *
 * @param prefix the folder of the brief in git's spelling; empty or ending with a slash
 * @param log takes a line for the attempt's log
 */
public record JobTree(
    Git git, Workspace workspace, BaseCommit base, String prefix, Consumer<String> log) {

  /** The worker's own view of the tree. */
  public Place place() {
    return new Place(workspace.repository(), workspace.tree(), workspace.index());
  }

  /**
   * Whether it is still a folder: a job that can write beside it could have replaced it by a link.
   */
  public boolean isThere() {
    return Files.isDirectory(workspace.tree(), LinkOption.NOFOLLOW_LINKS);
  }
}
