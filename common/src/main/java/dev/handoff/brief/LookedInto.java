package dev.handoff.brief;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The words of a check that may be files into which it looks, and that it does not run. */
final class LookedInto {

  /** What they are given to read is what a check is about. */
  private static final Set<String> READERS =
      Set.of(
          "grep", "egrep", "fgrep", "rg", "ag", "test", "[", "[[", "jq", "yq", "awk", "sed", "wc",
          "cat", "head", "tail", "cmp", "diff", "xmllint");

  private LookedInto() {}

  static Set<String> words(Command check) {
    Set<String> words = new LinkedHashSet<>();
    for (List<String> command : commands(check)) {
      // The first is the program.
      command.stream().skip(1).forEach(words::add);
    }
    CommandNeeds.of(check).forEach(need -> words.remove(need.word()));
    return words;
  }

  static boolean isReader(Command check, String word) {
    return commands(check).stream()
        .anyMatch(
            command ->
                command.lastIndexOf(word) > 0 && command.stream().anyMatch(READERS::contains));
  }

  private static List<List<String>> commands(Command check) {
    List<String> argv = check.argv();
    boolean isScript = argv.size() == 3 && argv.get(1).matches("-[a-z]*c");
    return isScript ? ShellWords.commands(argv.get(2)) : List.of(argv);
  }
}
