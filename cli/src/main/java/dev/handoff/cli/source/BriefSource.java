package dev.handoff.cli.source;

import dev.handoff.brief.Brief;
import dev.handoff.brief.lint.CommitFiles;
import dev.handoff.brief.lint.SourceLint;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares briefs with their repositories on this disk. */
public final class BriefSource {

  private BriefSource() {}

  /**
   * Reports what the brief needs and the commit lacks. The commit exists.
   *
   * @param root of the repository
   * @param files of the commit
   */
  public static SourceLint.Result lint(
      Brief brief, Path root, Git git, String commit, CommitFiles files) {
    SourceLint.Host host =
        new SourceLint.Host(
            path -> git.run("check-ignore", "--quiet", "--", path).isGood(),
            path -> isFile(root.toString(), path),
            BriefSource::isOnPath);
    return SourceLint.of(brief, files, commit, host);
  }

  /**
   * The same for any brief; empty if its repository or commit is not on this disk.
   *
   * @param folder what a relative repository is relative to
   */
  public static Optional<SourceLint.Result> lint(Brief brief, Path folder) {
    String repo = brief.scope().repo();
    if (repo != null && SourcePin.isUrl(repo)) {
      return Optional.empty();
    }
    Path at = repo == null ? folder : folder.resolve(repo);
    if (!Files.isDirectory(at)) {
      return Optional.empty();
    }
    Path root = WorkingTree.repositoryOf(at).orElse(null);
    if (root == null) {
      return Optional.empty();
    }
    Git git = new Git(root);
    String ref = brief.scope().ref() + "^{commit}";
    String commit = git.lineIfAny("rev-parse", "--verify", "--quiet", "--end-of-options", ref);
    return commit == null
        ? Optional.empty()
        : Optional.of(lint(brief, root, git, commit, CommitReader.of(git, commit)));
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && Stream.of(path.split(File.pathSeparator))
            .anyMatch(folder -> !folder.isEmpty() && isFile(folder, program));
  }

  /** In the C locale a JVM cannot represent non-ASCII paths. */
  private static boolean isFile(String folder, String path) {
    try {
      return Files.isRegularFile(Path.of(folder).resolve(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
