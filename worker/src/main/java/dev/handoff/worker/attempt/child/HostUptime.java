package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How long the host has been up, the time that it was suspended included: the one clock that a
 * worker and the supervisors of its children share. Linux tells it in {@code /proc/uptime}.
 */
public final class HostUptime {

  private static final Path FILE = Path.of("/proc/uptime");

  private static final boolean IS_TOLD = Files.isReadable(FILE);

  private HostUptime() {}

  /**
   * The same in nanoseconds, for differences; where the host does not tell, System.nanoTime(),
   * which may stand still while the host sleeps.
   */
  public static long nanoTime() {
    Duration uptime = now();
    return IS_TOLD ? uptime.toNanos() : System.nanoTime();
  }

  /** To a hundredth of a second; zero where the host does not tell. */
  public static Duration now() {
    if (!IS_TOLD) {
      return Duration.ZERO;
    }
    try {
      String seconds = Files.readString(FILE).split(" ")[0];
      return Duration.ofMillis(Long.parseLong(seconds.replace(".", "")) * 10);
    } catch (IOException e) {
      throw new UncheckedIOException("the host does not tell its uptime any more", e);
    }
  }
}
