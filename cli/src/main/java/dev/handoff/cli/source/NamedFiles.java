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
 * be in the commit. What git ignores is no part of any commit: a setup command makes it anew, as
 * npm ci makes a tool.
 */
final class NamedFiles {

  private static final String REMEDY = "; commit it or use --dirty";

  private final Brief brief;
  private final Git git;
  private final CommitFiles commit;

  /**
   * @param git at the root of the working tree
   * @param commit what the job works on has
   */
  NamedFiles(Brief brief, Git git, CommitFiles commit) {
    this.brief = brief;
    this.git = git;
    this.commit = commit;
  }

  /** Refuses an input that the commit does not have. */
  void requireInputs() {
    for (String input : brief.inputs()) {
      if (!isPath(input)) {
        throw SourcePin.refused(
            "inputs must be paths that the character set of this process can spell, got: "
                + input
                + "; set LC_ALL=C.UTF-8");
      }
      if (!isCommitted(inRepository(input))) {
        throw SourcePin.refused("inputs must exist at the base commit, got: " + input + REMEDY);
      }
    }
  }

  /** Whether the brief names any, as far as that can be told. */
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
   * Refuses files that are not in the commit as they are in the working tree.
   *
   * @param changed those of the commit that differ
   * @param carried those that come with the job
   */
  void requireSame(Path root, List<String> changed, List<String> carried) {
    List<String> paths = paths(root);
    Set<String> differing = new LinkedHashSet<>(changed);
    // Git is slow to look for what is in no commit, and most words are no files at all.
    List<String> others =
        paths.stream()
            .filter(path -> !commit.hasFile(path) && isThere(root.resolve(path)))
            .toList();
    if (!others.isEmpty()) {
      differing.addAll(untracked(others));
    }
    // In the order of the brief.
    List<String> named =
        paths.stream()
            .flatMap(path -> differing.stream().filter(found -> isIn(found, path)).sorted())
            .distinct()
            .filter(path -> !carried.contains(path))
            .toList();
    refuse(named, "that are not committed as they are");
  }

  /** Refuses files of the working tree that the commit, which is not the one under it, lacks. */
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

  /** Each word of a command could be a file. */
  private List<String> words() {
    Set<String> words = new LinkedHashSet<>();
    if (brief.run() instanceof RunCommand run) {
      words.addAll(wordsOf(run.command()));
    }
    brief.setup().stream().map(NamedFiles::wordsOf).forEach(words::addAll);
    brief.checks().stream().map(Check::run).map(NamedFiles::wordsOf).forEach(words::addAll);
    return inRepository(words);
  }

  /** In a string for the shell too: what looks like a word of it. */
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
        // The worker makes the .git of a job's tree.
        boolean isOwn = !path.startsWith("/") && !isIn(path, "..") && !isIn(path, ".git");
        if (!path.isEmpty() && isOwn) {
          paths.add(path);
        }
      }
    }
    return paths;
  }

  /** In the C locale a JVM has no path with a letter beyond ASCII. */
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
