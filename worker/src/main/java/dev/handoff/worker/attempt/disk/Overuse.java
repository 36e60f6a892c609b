package dev.handoff.worker.attempt.disk;

import java.util.List;
import java.util.Optional;

/** Which attempt is to blame for a disk that is almost full. */
final class Overuse {

  // Less than this part of the reserve fills no disk.
  private static final int LEAST_PART = 8;

  private Overuse() {}

  /**
   * How much an attempt has come to hold since the disk was near its end, or since it began.
   *
   * @param grown {@link #UNKNOWN}: it could not be measured in time
   */
  record Growth(String attempt, long grown) {

    static final long UNKNOWN = Long.MAX_VALUE;

    boolean isKnown() {
      return grown != UNKNOWN;
    }
  }

  /**
   * The one that has grown most, of several the one that began last; empty if it was not the
   * attempts, all together, that took at least half of what is gone. One that could not be measured
   * has so much that this took too long, so it counts as the one that has grown most.
   *
   * @param lost what is gone since then
   * @param growths in the order in which the attempts began
   */
  static Optional<Growth> most(long lost, long reserve, List<Growth> growths) {
    Growth most = null;
    long all = 0;
    for (Growth growth : growths) {
      most = most == null || growth.grown() >= most.grown() ? growth : most;
      all += growth.isKnown() ? Math.max(0, growth.grown()) : 0;
    }
    boolean isToBlame =
        most != null
            && lost > 0
            && (!most.isKnown() || all >= lost / 2 && most.grown() > reserve / LEAST_PART);
    return isToBlame ? Optional.of(most) : Optional.empty();
  }
}
