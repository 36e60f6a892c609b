package dev.handoff.cli;

import java.util.regex.Pattern;

/** Text of a job made safe for a terminal: what a job prints is data, never a terminal's orders. */
final class PlainLine {

  // The last two ranges turn around what stands beside them, so that it reads as something else.
  private static final String TURNING = "\u202a-\u202e\u2066-\u2069";
  private static final Pattern CONTROL = Pattern.compile("[\\u007f-\\u009f" + TURNING + "]");

  private PlainLine() {}

  /**
   * Escape sequences and control characters are taken out, but for line ends and tabs. Those from
   * U+0080 too: a terminal may take U+009B for an escape and a bracket. Characters that reverse the
   * direction of text go too.
   */
  static String of(String text) {
    return text.replaceAll("\u001b\\[[0-?]*[ -/]*[@-~]", "")
        .replaceAll("\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)", "")
        .replaceAll("[\\p{Cc}" + TURNING + "&&[^\n\t]]", "");
  }

  /** On one line. */
  static String one(String text) {
    return of(text).replaceAll("\\s+", " ").strip();
  }

  /**
   * The same JSON: what Jackson leaves as it is, and a terminal may obey, is written as escapes.
   */
  static String json(String json) {
    return CONTROL
        .matcher(json)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
