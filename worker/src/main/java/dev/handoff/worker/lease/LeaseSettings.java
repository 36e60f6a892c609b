package dev.handoff.worker.lease;

import java.time.Duration;

/**
 * How long silence is life, and when it is death.
 *
 * @param beat from one sign of life to the next
 * @param lapse silence after which a lease is over and the job starts again elsewhere
 * @param abandon silence (no beat acknowledged) after which a worker kills its own children: how
 *     long an outage may be that costs nothing
 */
public record LeaseSettings(Duration beat, Duration lapse, Duration abandon) {

  public static final LeaseSettings DEFAULT =
      new LeaseSettings(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60));

  public LeaseSettings {
    if (beat.isNegative() || beat.isZero()) {
      throw new IllegalArgumentException("beat must be longer than 0, got: " + beat);
    }
    if (lapse.compareTo(beat.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "lapse must be at least three beats (" + beat.multipliedBy(3) + "), got: " + lapse);
    }
    if (abandon.compareTo(lapse.minus(margin(lapse))) < 0) {
      throw new IllegalArgumentException(
          "abandon must be at least lapse less its margin ("
              + lapse.minus(margin(lapse))
              + "), got: "
              + abandon);
    }
  }

  /** How much earlier than its lapse a lease ends for its holder. */
  public Duration margin() {
    return margin(lapse);
  }

  private static Duration margin(Duration lapse) {
    return lapse.dividedBy(5);
  }
}
