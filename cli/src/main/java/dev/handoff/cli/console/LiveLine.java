package dev.handoff.cli.console;

import java.io.PrintWriter;

/** The last line of a terminal, drawn again and again while the text above it stays. */
public final class LiveLine {

  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final PrintWriter terminal;
  private final int columns;
  private String shown = "";

  /**
   * @param err for text, which may quote a job; removes control characters
   * @param terminal the same screen unfiltered, for the sequence that clears the line
   */
  public LiveLine(PrintWriter err, PrintWriter terminal, int columns) {
    this.err = err;
    this.terminal = terminal;
    this.columns = columns;
  }

  public void show(String line) {
    // A line that fills the last column would wrap, and could not be cleared.
    String fitting = fitting(line, columns - 1);
    if (!fitting.equals(shown)) {
      takeAway();
      err.print(fitting);
      err.flush();
      shown = fitting;
    }
  }

  /** Prints a line that stays. */
  public void print(String line) {
    if (!shown.isEmpty()) {
      takeAway();
    }
    err.println(line);
    err.print(shown);
    err.flush();
  }

  public void clear() {
    if (!shown.isEmpty()) {
      takeAway();
      shown = "";
    }
  }

  private void takeAway() {
    terminal.print(CLEAR);
    terminal.flush();
  }

  private static String fitting(String line, int length) {
    int points = line.codePointCount(0, line.length());
    return points <= length
        ? line
        : line.substring(0, line.offsetByCodePoints(0, length - 1)) + "…";
  }
}
