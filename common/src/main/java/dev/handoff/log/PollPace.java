package dev.handoff.log;

import java.util.concurrent.TimeUnit;

/**
 * Lets a follower poll at once while little comes, and leaves records to gather while much does: a
 * poll costs follower and broker the same for one record as for a hundred. A bucket of polls that
 * fills again at a fixed rate; pure, its caller tells the time and waits.
 */
final class PollPace {

  private static final double POLLS_PER_SECOND = 200;

  /** Some jobs' events, one by one: who awaits a single job is never kept waiting. */
  private static final double BURST = 50;

  private static final double NANOS_PER_POLL = TimeUnit.SECONDS.toNanos(1) / POLLS_PER_SECOND;

  private double polls = BURST;
  private long asOf;

  /**
   * @param now on a monotonic clock, in nanoseconds
   */
  PollPace(long now) {
    this.asOf = now;
  }

  /** After a poll that brought something: how long to wait before the next, in nanoseconds. */
  long delayAfterPoll(long now) {
    polls = Math.min(BURST, polls + (now - asOf) / NANOS_PER_POLL) - 1;
    asOf = now;
    return polls >= 0 ? 0 : (long) (-polls * NANOS_PER_POLL);
  }
}
