package dev.handoff.worker.lease;

import java.time.Duration;

/**
 * The timing of leases: how often a worker beats, after which silence its jobs are rescued, and
 * after which it abandons them itself.
 *
 * @param beat from one beat to the next
 * @param lapse silence after which a lease is over and the job starts again elsewhere
 * @param abandon silence (no beat acknowledged) after which a worker kills its own children; a
 *     shorter outage costs nothing
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

  /** How long before its lapse a lease ends for its holder. */
  public Duration margin() {
    return margin(lapse);
  }

  private static Duration margin(Duration lapse) {
    return lapse.dividedBy(5);
  }
}
