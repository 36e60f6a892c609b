package dev.handoff.cli.console;

import dev.handoff.job.InvisibleText;

/** Text of a job made safe for a terminal: what a job prints is data, never a terminal's orders. */
public final class PlainLine {

  private PlainLine() {}

  /**
   * Escape sequences and control characters are taken out, but for line ends and tabs. Those from
   * U+0080 too: a terminal may take U+009B for an escape and a bracket. So is all that nobody sees.
   */
  public static String of(String text) {
    return InvisibleText.removed(
        text.replaceAll("\u001b\\[[0-?]*[ -/]*[@-~]", "")
            .replaceAll("\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)", ""));
  }

  /** On one line. */
  public static String one(String text) {
    return of(text).replaceAll("\\s+", " ").strip();
  }

  /**
   * The same JSON: what Jackson leaves as it is, and a terminal may obey, is written as escapes.
   */
  public static String json(String json) {
    return InvisibleText.escapedJson(json);
  }
}
