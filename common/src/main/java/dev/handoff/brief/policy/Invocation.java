package dev.handoff.brief.policy;

import dev.handoff.brief.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A program that a command runs, and its arguments.
 *
 * @param program without its folder
 */
record Invocation(String program, List<String> arguments) {

  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ksh");
  private static final Set<String> KEYWORDS =
      Set.of("if", "then", "else", "elif", "do", "while", "until", "!", "{", "eval", "exec");

  /** Programs that run the program named in their arguments, after options of their own. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "sudo",
          "doas",
          "env",
          "nohup",
          "time",
          "timeout",
          "command",
          "xargs",
          "nice",
          "ionice",
          "stdbuf",
          "setsid",
          "npx",
          "unshare",
          "parallel",
          "watch",
          "retry");

  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*");
  private static final int MOST_SHELLS = 5;

  private static final int MOST_TRIED = 50;

  /** All programs that the command runs, as far as its text shows. */
  static List<Invocation> of(Command command) {
    List<Invocation> found = new ArrayList<>();
    collect(command.argv(), 0, found);
    return found;
  }

  private static void collect(List<String> words, int depth, List<Invocation> found) {
    int first = 0;
    while (first < words.size() && isBeforeProgram(words.get(first))) {
      first++;
    }
    if (first == words.size()) {
      return;
    }
    Invocation outer = at(words, first, depth, found);
    if (!WRAPPERS.contains(outer.program())) {
      return;
    }
    // Only the wrapper knows which arguments are values of options, so each may be the program.
    int last = Math.min(words.size(), first + 1 + MOST_TRIED);
    for (int i = first + 1; i < last; i++) {
      if (!words.get(i).startsWith("-")) {
        at(words, i, depth, found);
      }
    }
  }

  private static Invocation at(List<String> words, int at, int depth, List<Invocation> found) {
    List<String> arguments = words.subList(at + 1, words.size());
    Invocation invocation = new Invocation(base(words.get(at)), arguments);
    found.add(invocation);
    int script = SHELLS.contains(invocation.program()) ? script(arguments) : -1;
    if (script >= 0 && depth < MOST_SHELLS) {
      for (List<String> inner : ShellWords.commands(arguments.get(script))) {
        collect(inner, depth + 1, found);
      }
    }
    return invocation;
  }

  private static boolean isBeforeProgram(String word) {
    return KEYWORDS.contains(word) || ASSIGNMENT.matcher(word).matches();
  }

  /** The index of the argument after {@code -c}, or -1. */
  private static int script(List<String> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).matches("-[a-z]*c")) {
        return i + 1;
      }
      if (!arguments.get(i).startsWith("-")) {
        return -1;
      }
    }
    return -1;
  }

  private static String base(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }

  boolean hasAny(Set<String> words) {
    return arguments.stream().anyMatch(words::contains);
  }

  /** The arguments that are not options, including values of options. */
  List<String> words() {
    return arguments.stream().filter(argument -> !argument.startsWith("-")).toList();
  }
}
