package dev.handoff.brief.lint;

import dev.handoff.brief.Command;
import dev.handoff.brief.schema.DisplayValue;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds checks that pass whatever the job did. It knows common mistakes, not the whole shell: a
 * check that it does not understand counts as a real one.
 */
final class AlwaysPassingCheck {

  private static final Set<String> NEVER_FAIL =
      Set.of("true", ":", "echo", "printf", "pwd", "date", "sleep");

  /** Programs whose exit code, at the end of a pipe, hides that of the program before them. */
  private static final Set<String> HIDE_FAILURE = Set.of("tee", "cat", "head", "tail");

  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ksh");

  /** The script can end before its last command. */
  private static final Pattern ENDS_EARLIER =
      Pattern.compile("\\bset -[a-z]*e|\\berrexit\\b|\\bexit [^0\\s]|\\bexec\\b|\\breturn\\b");

  // Possessive: otherwise the matcher recurses for each character, and a long text overflows the
  // stack.
  private static final Pattern QUOTED_OR_COMMENT =
      Pattern.compile("(?m)('[^']*'|\"(\\\\.|[^\"\\\\])*+\")|(^|(?<=\\s))#.*$");

  private AlwaysPassingCheck() {}

  /** Why the command always passes; null if it can fail. */
  static @Nullable String reason(Command command) {
    List<String> argv = command.argv();
    String program = nameOf(argv.get(0));
    if (!SHELLS.contains(program) || argv.size() < 3 || !argv.get(1).matches("-[a-z]*c")) {
      return neverFails(argv) ? alwaysSucceeds(program) : null;
    }
    return reason(argv.get(2), argv.get(1).contains("e"));
  }

  private static @Nullable String reason(String script, boolean endsAtFailure) {
    List<String> statements = statements(script);
    if (statements.isEmpty()) {
      return "passes always: it runs nothing";
    }
    boolean endsEarlier =
        endsAtFailure || ENDS_EARLIER.matcher(String.join(";", statements)).find();
    if (endsEarlier && statements.size() > 1) {
      return null;
    }
    String last = statements.get(statements.size() - 1);
    String otherwise = last.substring(last.lastIndexOf("||") + 1).replaceFirst("^\\|", "").strip();
    if (last.contains("||") && neverFails(words(otherwise))) {
      return "passes always: what fails is followed by || " + DisplayValue.of(otherwise);
    }
    String end = nameOf(words(otherwise.substring(otherwise.lastIndexOf('|') + 1)).get(0));
    boolean isPipe = otherwise.contains("|");
    if (isPipe && HIDE_FAILURE.contains(end) && !script.contains("pipefail")) {
      return "passes always: its exit code is that of " + end + ", the end of the pipe";
    }
    boolean isConstant =
        Stream.of(last.split("&&", -1)).allMatch(one -> !isPipe && neverFails(words(one)));
    return isConstant ? alwaysSucceeds(nameOf(words(last).get(0))) : null;
  }

  /**
   * Splits the script into statements. Replaces quoted text by one character, since it can contain
   * anything.
   */
  private static List<String> statements(String script) {
    String plain =
        QUOTED_OR_COMMENT
            .matcher(script.replace("\\\n", " "))
            .replaceAll(match -> match.group(1) == null ? "" : "_");
    return Stream.of(plain.split("[;\\n]"))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .toList();
  }

  private static String alwaysSucceeds(String program) {
    return "passes always: " + DisplayValue.of(program) + " does not fail";
  }

  /** Whether the command never fails. One that reads a file can fail even if the program cannot. */
  private static boolean neverFails(List<String> argv) {
    if (argv.stream().anyMatch(word -> word.startsWith("<"))) {
      return false;
    }
    boolean exitsWell = argv.get(0).equals("exit") && argv.size() > 1 && argv.get(1).equals("0");
    return exitsWell || NEVER_FAIL.contains(nameOf(argv.get(0)));
  }

  private static List<String> words(String statement) {
    return List.of(statement.strip().split("\\s+"));
  }

  private static String nameOf(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }
}
