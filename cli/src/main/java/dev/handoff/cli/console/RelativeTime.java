package dev.handoff.cli.console;

import java.time.Duration;
import java.time.Instant;

/** Formats times relative to now. */
public final class RelativeTime {

  private RelativeTime() {}

  /** {@code 5 min ago}, {@code in 2 h}. */
  public static String of(Instant instant, Instant now) {
    Duration ago = Duration.between(instant, now);
    return ago.isNegative() ? "in " + rough(ago.negated()) : rough(ago) + " ago";
  }

  public static String rough(Duration duration) {
    if (duration.toMinutes() < 2) {
      return duration.toSeconds() + " s";
    }
    if (duration.toHours() < 2) {
      return duration.toMinutes() + " min";
    }
    return duration.toDays() < 3 ? duration.toHours() + " h" : duration.toDays() + " d";
  }
}
