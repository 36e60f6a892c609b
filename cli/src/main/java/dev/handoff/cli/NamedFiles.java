package dev.handoff.cli;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Command;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

  /**
   * @param git at the root of the working tree
   */
  NamedFiles(Brief brief, Git git) {
    this.brief = brief;
    this.git = git;
  }

  /** Refuses an input that the commit does not have. */
  void requireInputs(String commit) {
    for (String input : brief.inputs()) {
      if (!isPath(input)) {
        throw SourcePin.refused(
            "inputs must be paths that the character set of this process can spell, got: "
                + input
                + "; set LC_ALL=C.UTF-8");
      }
      if (list(List.of(inRepository(input)), "ls-tree", "-z", "--full-tree", commit).isEmpty()) {
        throw SourcePin.refused("inputs must exist at the base commit, got: " + input + REMEDY);
      }
    }
  }

  /**
   * Refuses files that are not in the commit as they are in the working tree.
   *
   * @param carried those that come with the job
   */
  void requireSame(String commit, Path root, List<String> carried) {
    List<String> paths = new ArrayList<>();
    inputs().forEach(paths::add);
    words().stream().filter(path -> !Files.isDirectory(root.resolve(path))).forEach(paths::add);
    if (paths.isEmpty()) {
      return;
    }
    Set<String> differing = new LinkedHashSet<>();
    differing.addAll(list(paths, "diff", "--name-only", "--no-ext-diff", "-z", commit));
    differing.addAll(list(paths, "ls-files", "--others", "--exclude-standard", "-z"));
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
  void requirePresent(String commit, Path root, List<String> carried) {
    List<String> paths =
        words().stream().filter(path -> Files.isRegularFile(root.resolve(path))).toList();
    if (paths.isEmpty()) {
      return;
    }
    List<String> missing = new ArrayList<>(paths);
    missing.removeAll(list(paths, "ls-tree", "-z", "--name-only", "--full-tree", commit));
    missing.removeAll(carried);
    missing.removeIf(path -> git.run("check-ignore", "--quiet", "--", path).isGood());
    refuse(missing, "that commit " + commit + " does not have");
  }

  private static void refuse(List<String> files, String how) {
    if (!files.isEmpty()) {
      throw SourcePin.refused(
          "the brief names files %s: %s; a job works on a commit, so commit them or use --dirty"
              .formatted(how, String.join(", ", files)));
    }
  }

  private List<String> list(List<String> paths, String... command) {
    List<String> words = new ArrayList<>(List.of("--literal-pathspecs"));
    words.addAll(Arrays.asList(command));
    words.add("--");
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
