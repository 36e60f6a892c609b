package dev.handoff.worker.metrics;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where metrics are served.
 *
 * @param port 0: any free one
 * @param isMovable whether another port is used if this one is taken
 */
public record MetricsAddress(String host, int port, boolean isMovable) {

  private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:]+):([0-9]{1,5})");
  private static final int MAX_PORT = 65535;

  /** Nowhere. */
  public static final MetricsAddress OFF = new MetricsAddress("off", -1, false);

  /** For this host only; several workers of one host each find a port. */
  public static final MetricsAddress DEFAULT = new MetricsAddress("127.0.0.1", 9464, true);

  /**
   * Parses {@code HOST:PORT} or {@code off}.
   *
   * @throws IllegalArgumentException if it is neither; the message names the rule
   */
  public static MetricsAddress parse(String text) {
    if (text.equals("off")) {
      return OFF;
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
      throw new IllegalArgumentException(
          "must be HOST:PORT, such as 127.0.0.1:9464, or off, got: " + text);
    }
    return new MetricsAddress(matcher.group(1), Integer.parseInt(matcher.group(2)), false);
  }

  public boolean isOff() {
    return port < 0;
  }

  MetricsAddress withPort(int other) {
    return new MetricsAddress(host, other, isMovable);
  }

  @Override
  public String toString() {
    return isOff() ? host : host + ":" + port;
  }
}
