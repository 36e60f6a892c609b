package dev.handoff.cli.console;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;

/**
 * What the launcher detected about stdout and stderr; Java cannot.
 *
 * @param columns width of the terminal at stderr; 0 if there is none, or it cannot redraw a line
 * @param isColored whether stdout is a terminal that may show colours
 */
public record Terminal(int columns, boolean isColored) {

  private static final int LEAST_COLUMNS = 40;

  public static Terminal ofProcess() {
    return of(
        Integer.getInteger("handoff.columns", 0),
        Boolean.getBoolean("handoff.color"),
        System.getenv());
  }

  public static Terminal of(int columns, boolean isColored, Map<String, String> environment) {
    boolean isDumb = environment.getOrDefault("TERM", "").equals("dumb");
    boolean isPlain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        isDumb || columns < LEAST_COLUMNS ? 0 : columns, isColored && !isDumb && !isPlain);
  }

  /** Whether a line may be redrawn. */
  public boolean isLive() {
    return columns > 0;
  }

  /**
   * Whether stdout is a terminal, found out without the launcher. Java reports only whether stdin
   * and stdout both are terminals, and stdin is often a pipe.
   */
  public static boolean isStdout() throws InterruptedException {
    try {
      Process test =
          new ProcessBuilder("test", "-t", "1")
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      return test.waitFor() == 0;
    } catch (IOException unknown) {
      return true; // cleaned bytes in a file are better than raw ones on a terminal
    }
  }
}
