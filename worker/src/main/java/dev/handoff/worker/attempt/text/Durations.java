package dev.handoff.worker.attempt.text;

import java.time.Duration;

/** Formats durations as people write them. */
public final class Durations {

  private Durations() {}

  public static String text(Duration duration) {
    String text = duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    return text.replaceAll("([hm])(?=\\d)", "$1 ");
  }
}
