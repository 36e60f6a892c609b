package dev.handoff.worker.attempt;

import java.time.Duration;

/** Durations as people write them. */
final class Durations {

  private Durations() {}

  static String text(Duration duration) {
    String text = duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    return text.replaceAll("([hm])(?=\\d)", "$1 ");
  }
}
