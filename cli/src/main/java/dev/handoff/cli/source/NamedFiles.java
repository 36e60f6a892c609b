package dev.handoff.cli.source;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Command;
import dev.handoff.brief.lint.CommitFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The files that a brief names: its inputs, and the words of its commands that are files. They must
 * be in the commit. Ignored files may be missing, since setup commands such as npm ci create them.
 */
final class NamedFiles {

  private static final String REMEDY = "; commit it or use --dirty";

  private final Brief brief;
  private final Git git;
  private final CommitFiles commit;

  /**
   * @param git at the root of the working tree
   * @param commit files of the commit that the job works on
   */
  NamedFiles(Brief brief, Git git, CommitFiles commit) {
    this.brief = brief;
    this.git = git;
    this.commit = commit;
  }

  /** Refuses inputs that the commit does not have. */
  void requireInputs() {
    for (String input : brief.inputs()) {
      if (!isPath(input)) {
        throw SourcePin.refused(
            "inputs must be paths that the character set of this process can represent, got: "
                + input
                + "; set LC_ALL=C.UTF-8");
      }
      if (!isCommitted(inRepository(input))) {
        throw SourcePin.refused("inputs must exist at the base commit, got: " + input + REMEDY);
      }
    }
  }

  /** Whether the brief seems to name any file. */
  boolean isAny(Path root) {
    return !paths(root).isEmpty();
  }

  private List<String> paths(Path root) {
    List<String> paths = new ArrayList<>();
    inputs().forEach(paths::add);
    words().stream().filter(path -> !Files.isDirectory(root.resolve(path))).forEach(paths::add);
    return paths;
  }

  /**
   * Refuses files that differ between the commit and the working tree.
   *
   * @param changed files of the commit that differ
   * @param carried files that are sent with the job
   */
  void requireSame(Path root, List<String> changed, List<String> carried) {
    List<String> paths = paths(root);
    Set<String> differing = new LinkedHashSet<>(changed);
    // Searching untracked files is slow, and most words are no files at all.
    List<String> others =
        paths.stream()
            .filter(path -> !commit.hasFile(path) && isThere(root.resolve(path)))
            .toList();
    if (!others.isEmpty()) {
      differing.addAll(untracked(others));
    }
    // Keeps the order of the brief.
    List<String> named =
        paths.stream()
            .flatMap(path -> differing.stream().filter(found -> isIn(found, path)).sorted())
            .distinct()
            .filter(path -> !carried.contains(path))
            .toList();
    refuse(named, "that are not committed as they are");
  }

  /** Refuses files of the working tree that the commit lacks; the commit is not HEAD. */
  void requirePresent(String id, Path root, List<String> carried) {
    List<String> missing =
        words().stream()
            .filter(path -> Files.isRegularFile(root.resolve(path)))
            .filter(path -> !isCommitted(path) && !carried.contains(path))
            .filter(path -> !git.run("check-ignore", "--quiet", "--", path).isGood())
            .toList();
    refuse(missing, "that commit " + id + " does not have");
  }

  private boolean isCommitted(String path) {
    return commit.hasFile(path) || commit.hasFolder(path);
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static void refuse(List<String> files, String how) {
    if (!files.isEmpty()) {
      throw SourcePin.refused(
          "the brief names files %s: %s; a job works on a commit, so commit them or use --dirty"
              .formatted(how, String.join(", ", files)));
    }
  }

  private List<String> untracked(List<String> paths) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--literal-pathspecs", "ls-files", "--others", "--exclude-standard", "-z", "--"));
    words.addAll(paths);
    return git.list(words.toArray(String[]::new));
  }

  private static boolean isIn(String file, String path) {
    return file.equals(path) || file.startsWith(path + "/");
  }

  private List<String> inputs() {
    return inRepository(brief.inputs());
  }

  /** All words of commands, since each could be a file. */
  private List<String> words() {
    Set<String> words = new LinkedHashSet<>();
    if (brief.run() instanceof RunCommand run) {
      words.addAll(wordsOf(run.command()));
    }
    brief.setup().stream().map(NamedFiles::wordsOf).forEach(words::addAll);
    brief.checks().stream().map(Check::run).map(NamedFiles::wordsOf).forEach(words::addAll);
    return inRepository(words);
  }

  /** The words of a command; a shell script is split at special characters. */
  private static List<String> wordsOf(Command command) {
    List<String> argv = command.argv();
    boolean isScript = argv.size() == 3 && argv.subList(0, 2).equals(List.of("sh", "-c"));
    return isScript ? List.of(argv.get(2).split("[\\s;|&<>()\"'`$=]+")) : argv;
  }

  private List<String> inRepository(Iterable<String> words) {
    List<String> paths = new ArrayList<>();
    for (String word : words) {
      if (!word.isBlank() && !word.startsWith("-") && !word.contains("\n") && isPath(word)) {
        String path = inRepository(word);
        // The worker creates the .git of a job's tree.
        boolean isOwn = !path.startsWith("/") && !isIn(path, "..") && !isIn(path, ".git");
        if (!path.isEmpty() && isOwn) {
          paths.add(path);
        }
      }
    }
    return paths;
  }

  /** In the C locale a JVM cannot represent non-ASCII paths. */
  private static boolean isPath(String word) {
    try {
      Path.of(word);
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private String inRepository(String path) {
    return Path.of(brief.scope().dir()).resolve(path).normalize().toString();
  }
}
