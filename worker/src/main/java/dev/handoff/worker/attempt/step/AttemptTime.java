package dev.handoff.worker.attempt.step;

import java.time.Duration;
import java.time.Instant;

/**
 * When an attempt began, and how long it may take.
 *
 * @param start by {@link System#nanoTime}
 */
public record AttemptTime(long start, Instant began, Duration limit) {

  public static AttemptTime start(Duration limit) {
    return new AttemptTime(System.nanoTime(), Instant.now(), limit);
  }

  /** The time since the start. */
  public Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  Duration remaining() {
    Duration left = limit.minus(took());
    return left.isNegative() ? Duration.ZERO : left;
  }
}
