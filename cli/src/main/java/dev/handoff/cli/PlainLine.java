package dev.handoff.cli;

/** Text of a job made safe for a terminal: what a job prints is data, never a terminal's orders. */
final class PlainLine {

  private PlainLine() {}

  /**
   * Escape sequences and control characters are taken out, but for line ends and tabs. Those from
   * U+0080 too: a terminal may take U+009B for an escape and a bracket.
   */
  static String of(String text) {
    return text.replaceAll("\u001b\\[[0-?]*[ -/]*[@-~]", "")
        .replaceAll("\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)", "")
        .replaceAll("[\\p{Cc}&&[^\n\t]]", "");
  }
}
