package dev.handoff.cli.template;

import dev.handoff.brief.Command;
import java.util.List;
import java.util.stream.Collectors;

/** Writes texts in the flow style of YAML, on one line. */
final class Flow {

  private static final String PLAIN = "[A-Za-z0-9._/-][A-Za-z0-9._/ -]*";
  // Without quotes YAML reads them as other types.
  private static final String NO_TEXT = "(?i)true|false|yes|no|on|off|null|y|n|[-+.0-9]+|- .*";

  private Flow() {}

  /** A command for the shell becomes a string, another one a list. */
  static String of(Command command) {
    List<String> argv = command.argv();
    boolean isScript = argv.size() == 3 && argv.subList(0, 2).equals(List.of("sh", "-c"));
    return isScript ? quoted(argv.get(2)) : of(argv);
  }

  static String of(List<String> words) {
    return words.stream().map(Flow::word).collect(Collectors.joining(", ", "[", "]"));
  }

  static String word(String text) {
    return text.matches(PLAIN) && !text.matches(NO_TEXT) && !text.endsWith(" ")
        ? text
        : quoted(text);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
