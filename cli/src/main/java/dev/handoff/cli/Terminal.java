package dev.handoff.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Whether somebody sees what is written to stdout as it is. */
final class Terminal {

  private Terminal() {}

  /** Java tells only whether stdin and stdout both are one, and a pipe into a command is usual. */
  static boolean isStdout() throws InterruptedException {
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
