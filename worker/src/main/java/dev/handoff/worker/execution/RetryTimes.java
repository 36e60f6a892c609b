package dev.handoff.worker.execution;

import java.time.Duration;

/**
 * How long a job waits before its next attempt.
 *
 * @param systemBackoff after the first fault of the system; the brief has the one after a job's own
 * @param maxBackoff the longest wait, however often a job has failed
 */
public record RetryTimes(Duration systemBackoff, Duration maxBackoff) {

  public static final RetryTimes DEFAULT =
      new RetryTimes(Duration.ofSeconds(10), Duration.ofHours(1));

  public RetryTimes {
    if (systemBackoff.isNegative()) {
      throw new IllegalArgumentException("systemBackoff must be at least 0, got: " + systemBackoff);
    }
    if (maxBackoff.compareTo(systemBackoff) < 0) {
      throw new IllegalArgumentException(
          "maxBackoff must be at least systemBackoff (" + systemBackoff + "), got: " + maxBackoff);
    }
  }
}
