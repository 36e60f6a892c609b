package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * Finds the program with which the supervisor gives a child's signals their default effect: its
 * shell starts children that ignore SIGINT, and no shell can undo that.
 */
final class SignalReset {

  private static final String FIND =
      "env=$(type -P env) && \"$env\" --default-signal=INT,QUIT true && printf %s \"$env\"";

  private SignalReset() {}

  /** The path of {@code env}; empty if this host's cannot do that. Takes some milliseconds. */
  static String program() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("bash", "-p", "-c", FIND).redirectError(Redirect.DISCARD).start();
      process.getOutputStream().close();
      String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? path : "";
    } catch (IOException noShell) {
      return "";
    }
  }
}
