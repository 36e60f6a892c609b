package dev.handoff.cli;

import java.time.Duration;
import java.time.Instant;

/** Times as people speak of them. */
final class RelativeTime {

  private RelativeTime() {}

  /** {@code 5 min ago}, {@code in 2 h}. */
  static String of(Instant instant, Instant now) {
    Duration ago = Duration.between(instant, now);
    return ago.isNegative() ? "in " + rough(ago.negated()) : rough(ago) + " ago";
  }

  static String rough(Duration duration) {
    if (duration.toMinutes() < 2) {
      return duration.toSeconds() + " s";
    }
    if (duration.toHours() < 2) {
      return duration.toMinutes() + " min";
    }
    return duration.toDays() < 3 ? duration.toHours() + " h" : duration.toDays() + " d";
  }
}
