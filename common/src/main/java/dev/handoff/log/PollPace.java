package dev.handoff.log;

import java.util.concurrent.TimeUnit;

/**
 * Paces the polls of a follower: at once while few records come, and with pauses while many come,
 * so that they gather. A poll costs follower and broker the same for one record as for a hundred.
 * It is a token bucket that refills at a fixed rate. Pure: the caller passes the time and waits.
 */
public final class PollPace {

  /** A poll that returns so many records may have left some behind. */
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
   * For followers that a caller waits for: events that come one by one are never delayed. A job
   * takes two to four polls, so one caller who runs one job after the other stays below this rate.
   *
   * @param now on a monotonic clock, in nanoseconds
   */
  public static PollPace prompt(long now) {
    return new PollPace(1_000, 50, now);
  }

  /**
   * For followers that no caller waits for.
   *
   * @param now on a monotonic clock, in nanoseconds
   */
  public static PollPace leisurely(long now) {
    return new PollPace(20, 1, now);
  }

  /**
   * How long to wait before the next poll, in nanoseconds.
   *
   * @param records how many the last poll returned
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
