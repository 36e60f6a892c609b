package dev.handoff.cli.console;

import dev.handoff.job.InvisibleText;

/** Makes text of a job safe for a terminal: output of a job is data, never control sequences. */
public final class PlainLine {

  private PlainLine() {}

  /**
   * Removes invisible characters, escape sequences and control characters except line ends and
   * tabs. This includes U+0080 to U+009F: a terminal may read U+009B as an escape and a bracket.
   */
  public static String of(String text) {
    return InvisibleText.plain(text);
  }

  /** The same text on one line. */
  public static String one(String text) {
    return InvisibleText.plainLine(text);
  }

  /** The same JSON, with escapes for characters that Jackson keeps and a terminal may interpret. */
  public static String json(String json) {
    return InvisibleText.escapedJson(json);
  }
}
