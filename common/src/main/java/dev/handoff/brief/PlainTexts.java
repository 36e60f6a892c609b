package dev.handoff.brief;

/** Recognizes plain texts of a brief, and that all of them together fit into it. */
final class PlainTexts {

  private static final int MAX_PATH = 1024;

  /**
   * What is left of 64 KiB for the handler's input and all lists: with every letter escaped, a
   * brief is still within its limit.
   */
  private int room = 64 * 1024;

  /** Whether so many more letters fit. */
  boolean takes(int letters) {
    room -= letters;
    return room >= 0;
  }

  /** Whether it is one line of printable ASCII, and not blank. */
  static boolean isLine(String text, int longest) {
    return isPrintable(text, longest, false);
  }

  /** Whether it is printable ASCII, perhaps with line breaks and tabs, and not blank. */
  static boolean isText(String text, int longest) {
    return isPrintable(text, longest, true);
  }

  /** Whether it is a relative path without {@code ..}. */
  boolean isPath(String text) {
    return takes(text.length() + 2)
        && isLine(text, MAX_PATH)
        && !text.startsWith("/")
        && !text.contains("..");
  }

  private static boolean isPrintable(String text, int longest, boolean mayHaveLines) {
    boolean isBlank = true;
    for (int at = 0; at < text.length() && text.length() <= longest; at++) {
      char there = text.charAt(at);
      boolean isSpace = there == ' ' || mayHaveLines && (there == '\n' || there == '\t');
      if (!isSpace && (there <= ' ' || there > '~')) {
        return false;
      }
      isBlank &= isSpace;
    }
    return text.length() <= longest && !isBlank;
  }

  /** Whether it is ASCII without control characters but those of lines, and not too long. */
  boolean fits(String text) {
    takes(text.length() + 2);
    for (int at = 0; at < text.length() && room >= 0; at++) {
      char there = text.charAt(at);
      if (there > '~' || there < ' ' && there != '\n' && there != '\t' && there != '\r') {
        return false;
      }
    }
    return room >= 0;
  }
}
