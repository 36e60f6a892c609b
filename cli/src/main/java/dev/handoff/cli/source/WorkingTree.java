package dev.handoff.cli.source;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the repository that contains a folder. */
public final class WorkingTree {

  private WorkingTree() {}

  /**
   * The root of the working tree that contains the folder, if there is one.
   *
   * @throws GitFailure if there is a repository that git cannot open
   */
  public static Optional<Path> rootOf(Path folder) {
    return rootOf(folder, new Git(folder));
  }

  private static Optional<Path> rootOf(Path folder, Git git) {
    return Files.isDirectory(folder) ? found(folder, git, "--show-toplevel") : Optional.empty();
  }

  /**
   * The same, or the folder of a bare repository.
   *
   * @throws GitFailure if there is a repository that git cannot open
   */
  static Optional<Path> repositoryOf(Path folder) {
    return repositoryOf(folder, new Git(folder));
  }

  /**
   * @param git in that folder
   */
  static Optional<Path> repositoryOf(Path folder, Git git) {
    Optional<Path> tree = rootOf(folder, git);
    boolean isBare = tree.isEmpty() && Files.isDirectory(folder) && isBare(git);
    return isBare ? found(folder, git, "--absolute-git-dir") : tree;
  }

  /** Whether the folder is, or is in, a repository without a working tree. */
  public static boolean isBare(Path folder) {
    return isBare(new Git(folder));
  }

  private static boolean isBare(Git git) {
    Git.Said said = git.run("rev-parse", "--is-bare-repository");
    return said.out().strip().equals("true");
  }

  private static Optional<Path> found(Path folder, Git git, String what) {
    Git.Said said = git.run("rev-parse", what);
    if (said.isGood()) {
      // Strip only git's line end: the name of a folder may end with white space.
      String root = said.out().replaceFirst("\\n$", "");
      return root.isEmpty() ? Optional.empty() : Optional.of(Path.of(root));
    }
    if (GitReason.isNoTree(said.err())) {
      return Optional.empty();
    }
    if (!GitReason.isNoRepository(said.err())) {
      throw git.failure(said, "rev-parse");
    }
    damaged(folder)
        .ifPresent(
            place -> {
              throw new GitFailure(
                  "git does not recognize %s as a repository: it is damaged, for instance without HEAD; repair it, or clone it again"
                      .formatted(place));
            });
    return Optional.empty();
  }

  /** A repository that git does not recognize, such as one without HEAD. */
  private static Optional<Path> damaged(Path folder) {
    for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      Path git = at.resolve(".git");
      if (Files.isDirectory(git.resolve("objects"), LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(git);
      }
    }
    return Optional.empty();
  }
}
