package dev.handoff.worker.attempt.disk;

import java.util.List;
import java.util.Optional;

/** Decides which attempt is to blame for a disk that is almost full. */
final class Overuse {

  // Growth below this part of the reserve does not fill a disk.
  private static final int LEAST_PART = 8;

  private Overuse() {}

  /**
   * How much an attempt has grown since the disk came near its end, or since the attempt started.
   *
   * @param grown {@link #UNKNOWN} if it could not be measured in time
   */
  record Growth(String attempt, long grown) {

    static final long UNKNOWN = Long.MAX_VALUE;

    boolean isKnown() {
      return grown != UNKNOWN;
    }
  }

  /**
   * Returns the attempt that has grown most, and among equals the one that started last. Empty if
   * the attempts together took less than half of the room that was lost. An attempt that could not
   * be measured is so large that measuring took too long, so it counts as the one that has grown
   * most.
   *
   * @param lost the room that was lost in that time
   * @param growths in the order in which the attempts started
   */
  static Optional<Growth> most(long lost, long reserve, List<Growth> growths) {
    Growth most = null;
    long all = 0;
    for (Growth growth : growths) {
      most = most == null || growth.grown() >= most.grown() ? growth : most;
      all += growth.isKnown() ? Math.max(0, growth.grown()) : 0;
    }
    if (most == null || lost <= 0) {
      return Optional.empty();
    }
    boolean isToBlame = !most.isKnown() || all >= lost / 2 && most.grown() > reserve / LEAST_PART;
    return isToBlame ? Optional.of(most) : Optional.empty();
  }
}
