package dev.handoff.worker.attempt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How long the host has been up, the time that it was suspended included: the one clock that a
 * worker and the supervisors of its children share. Linux tells it in {@code /proc/uptime}.
 */
public final class HostUptime {

  private static final Path FILE = Path.of("/proc/uptime");

  private HostUptime() {}

  /** To a hundredth of a second; zero where the host does not tell. */
  public static Duration now() {
    try {
      String seconds = Files.readString(FILE).split(" ")[0];
      return Duration.ofMillis(Long.parseLong(seconds.replace(".", "")) * 10);
    } catch (IOException e) {
      return Duration.ZERO;
    }
  }
}
