package dev.handoff.cli.console;

import java.io.PrintWriter;

/** One line at the end of a terminal that is drawn anew while text above it stays. */
public final class LiveLine {

  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final PrintWriter terminal;
  private final int columns;
  private String shown = "";

  /**
   * @param err for words, which may quote a job and so pass no control character
   * @param terminal the same screen as it is, for what takes the line away
   */
  public LiveLine(PrintWriter err, PrintWriter terminal, int columns) {
    this.err = err;
    this.terminal = terminal;
    this.columns = columns;
  }

  public void show(String line) {
    // A line that fills the last column would wrap, and could not be taken back.
    String fitting = fitting(line, columns - 1);
    if (!fitting.equals(shown)) {
      takeAway();
      err.print(fitting);
      err.flush();
      shown = fitting;
    }
  }

  /** A line that stays. */
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
