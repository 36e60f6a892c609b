package dev.handoff.worker.attempt;

import java.time.Duration;
import java.time.Instant;

/**
 * When an attempt began, and how long it may take.
 *
 * @param start by {@link System#nanoTime}
 */
record AttemptTime(long start, Instant began, Duration limit) {

  static AttemptTime start(Duration limit) {
    return new AttemptTime(System.nanoTime(), Instant.now(), limit);
  }

  /** So far. */
  Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  Duration remaining() {
    Duration left = limit.minus(took());
    return left.isNegative() ? Duration.ZERO : left;
  }
}
