package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the program with which the supervisor gives a child's signals their default effect: the
 * children of a worker that a script in its background or nohup has started would ignore SIGINT or
 * SIGHUP too, and no shell can undo that.
 */
final class SignalReset {

  private static final String FIND =
      "env=$(type -P env) && \"$env\" --default-signal true && printf %s \"$env\"";

  private static final String IGNORED = "SigIgn:";
  // The signals 1 to 31, which a caller may have told this process to ignore, but 13, PIPE.
  private static final long MASK = 0x7fff_ffffL & ~(1L << 12);

  private SignalReset() {}

  /** Whether this process ignores one of the signals, or the host does not report it. */
  static boolean isNeeded() {
    try {
      return isNeeded(Files.readString(Path.of("/proc/self/status")));
    } catch (IOException notLinux) {
      return true;
    }
  }

  /**
   * @param status of a process, as proc(5) describes it
   */
  static boolean isNeeded(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(IGNORED))
        .noneMatch(
            line ->
                (Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), 16) & MASK) == 0);
  }

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
