package dev.handoff.log;

import java.util.concurrent.TimeUnit;

/**
 * Lets a follower poll at once while little comes, and leaves records to gather while much does: a
 * poll costs follower and broker the same for one record as for a hundred. A bucket of polls that
 * fills again at a fixed rate; pure, its caller tells the time and waits.
 */
public final class PollPace {

  /** A poll that brings so many may have left some behind. */
  private static final int MANY = 50;

  private final double nanosPerPoll;
  private final double burst;

  private double polls;
  private long asOf;

  private PollPace(double pollsPerSecond, double burst, long now) {
    this.nanosPerPoll = TimeUnit.SECONDS.toNanos(1) / pollsPerSecond;
    this.burst = burst;
    this.polls = burst;
    this.asOf = now;
  }

  /**
   * For those whom somebody waits for: the events of single jobs, one by one, are never held up.
   *
   * @param now on a monotonic clock, in nanoseconds
   */
  public static PollPace prompt(long now) {
    return new PollPace(300, 50, now);
  }

  /**
   * For those that nobody waits for.
   *
   * @param now on a monotonic clock, in nanoseconds
   */
  public static PollPace leisurely(long now) {
    return new PollPace(20, 1, now);
  }

  /**
   * How long to wait before the next poll, in nanoseconds.
   *
   * @param records what the last one brought
   * @param now on a monotonic clock, in nanoseconds
   */
  long delayAfterPoll(int records, long now) {
    if (records == 0 || records >= MANY) {
      return 0;
    }
    polls = Math.min(burst, polls + (now - asOf) / nanosPerPoll) - 1;
    asOf = now;
    return polls >= 0 ? 0 : (long) (-polls * nanosPerPoll);
  }
}
