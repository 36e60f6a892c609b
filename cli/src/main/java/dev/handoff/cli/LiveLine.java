package dev.handoff.cli;

import java.io.PrintWriter;

/** One line at the end of a terminal that is drawn anew while text above it stays. */
final class LiveLine {

  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final int columns;
  private String shown = "";

  LiveLine(PrintWriter err, int columns) {
    this.err = err;
    this.columns = columns;
  }

  void show(String line) {
    // A line that fills the last column would wrap, and could not be taken back.
    String fitting = fitting(line, columns - 1);
    if (!fitting.equals(shown)) {
      err.print(CLEAR + fitting);
      err.flush();
      shown = fitting;
    }
  }

  /** A line that stays. */
  void print(String line) {
    err.print(shown.isEmpty() ? "" : CLEAR);
    err.println(line);
    err.print(shown);
    err.flush();
  }

  void clear() {
    if (!shown.isEmpty()) {
      err.print(CLEAR);
      err.flush();
      shown = "";
    }
  }

  private static String fitting(String line, int length) {
    int points = line.codePointCount(0, line.length());
    return points <= length
        ? line
        : line.substring(0, line.offsetByCodePoints(0, length - 1)) + "…";
  }
}
