package dev.handoff.cli.console;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;

/**
 * What the launcher found out about where the outputs go; Java cannot ask.
 *
 * @param columns of the terminal that stderr is; 0 if it is none, or one that cannot redraw a line
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

  /** Whether one line may be drawn again and again. */
  public boolean isLive() {
    return columns > 0;
  }

  /**
   * Whether somebody sees what is written to stdout as it is, asked without the launcher's help.
   * Java tells only whether stdin and stdout both are one, and a pipe into a command is usual.
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
      return true; // rather clean bytes for a file than raw ones for a terminal
    }
  }
}
