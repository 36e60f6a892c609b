package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Reads how long the host has been up, including the time that it was suspended. This is the one
 * clock that a worker and the supervisors of its children share. Linux has it in {@code
 * /proc/uptime}.
 */
public final class HostUptime {

  private static final Path FILE = Path.of("/proc/uptime");

  private static final boolean IS_TOLD = Files.isReadable(FILE);

  private HostUptime() {}

  /**
   * The same in nanoseconds, for differences. On a host without an uptime this is
   * System.nanoTime(), which may stand still while the host sleeps.
   */
  public static long nanoTime() {
    Duration uptime = now();
    return IS_TOLD ? uptime.toNanos() : System.nanoTime();
  }

  /** To a hundredth of a second; zero if the host has no uptime. */
  public static Duration now() {
    if (!IS_TOLD) {
      return Duration.ZERO;
    }
    try {
      String seconds = Files.readString(FILE).split(" ")[0];
      return Duration.ofMillis(Long.parseLong(seconds.replace(".", "")) * 10);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the uptime of the host any more", e);
    }
  }
}
