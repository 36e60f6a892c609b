package dev.handoff.brief.lint;

import dev.handoff.brief.Command;
import dev.handoff.brief.policy.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A file that a check passes to a command as an argument, and does not run.
 *
 * @param word as written in the command
 * @param isRead whether the command only reads this one file
 */
record LookedInto(String word, boolean isRead) {

  private static final Set<String> READERS =
      Set.of("grep", "egrep", "fgrep", "rg", "ag", "test", "[", "[[", "jq", "yq", "wc", "cat");

  /** Followed by a file with the patterns, not by a file to search. */
  private static final String FROM_FILE = "-f";

  /**
   * All such files of a check.
   *
   * @param isFile whether a word is a file of the commit
   */
  static List<LookedInto> of(Command check, Predicate<String> isFile) {
    List<String> run = CommandNeeds.of(check).stream().map(CommandNeed::word).toList();
    List<LookedInto> found = new ArrayList<>();
    for (List<String> command : commands(check)) {
      // The first word is the program.
      List<String> files =
          command.stream()
              .skip(1)
              .filter(word -> isFile.test(word) && !run.contains(word))
              .toList();
      boolean isReader =
          command.stream().anyMatch(READERS::contains)
              && files.size() == 1
              && !command.contains(FROM_FILE);
      files.forEach(file -> found.add(new LookedInto(file, isReader)));
    }
    return found.stream().distinct().toList();
  }

  private static List<List<String>> commands(Command check) {
    List<String> argv = check.argv();
    boolean isScript = argv.size() == 3 && argv.get(1).matches("-[a-z]*c");
    return isScript ? ShellWords.commands(argv.get(2)) : List.of(argv);
  }
}
