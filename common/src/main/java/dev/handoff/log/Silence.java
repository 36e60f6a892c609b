package dev.handoff.log;

import java.time.Duration;

/**
 * Measures for how long no broker has answered a client that polls all the time. Counts only the
 * time in which this process polled: a suspended process received nothing, which proves nothing.
 * Thread-safe.
 */
final class Silence {

  /** A poll takes one second at most. */
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

  /** Switches to a new client, which has no answers yet. That does not end the silence. */
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
