package dev.handoff.log;

import java.time.Duration;

/**
 * For how long no broker has answered somebody who asks all the time. Only the time in which this
 * process looked counts: one that was suspended has heard nothing, and proves nothing. Thread-safe.
 */
final class Silence {

  /** A look takes a second at most. */
  private static final long LONGEST_LOOK = Duration.ofSeconds(2).toNanos();

  // Guarded by this.
  private double answers;
  private long silent;
  private long lookedAt;

  /**
   * @param now on a monotonic clock, in nanoseconds
   */
  Silence(long now) {
    lookedAt = now;
  }

  /** Another client, which has no answer yet, is used from now on: that ends no silence. */
  synchronized void changedClient() {
    answers = 0;
  }

  /**
   * @param answersOfAll how many the client has received in all
   * @param now on a monotonic clock, in nanoseconds
   */
  synchronized void looked(double answersOfAll, long now) {
    silent = answersOfAll == answers ? at(now) : 0;
    answers = answersOfAll;
    lookedAt = now;
  }

  /** For how long, in nanoseconds. */
  synchronized long at(long now) {
    return silent + Math.max(0, Math.min(now - lookedAt, LONGEST_LOOK));
  }
}
