package dev.handoff.worker.steward;

import java.time.Duration;
import java.util.Map;

/**
 * The timing of a steward.
 *
 * @param repeatAfter when an act that the log does not show is done again
 * @param standbyDelay how much later than the first steward the others act
 * @param quiet time without an event of a job after which its whole history is read
 * @param lookAtAllEvery how often idle jobs are looked at too: those without a new event or a due
 *     time
 * @param choresEvery how often a steward commits how far it has read, and reads where lanes begin
 */
public record StewardTimes(
    Duration repeatAfter,
    Duration standbyDelay,
    Duration quiet,
    Duration lookAtAllEvery,
    Duration choresEvery) {

  public static final StewardTimes DEFAULT =
      new StewardTimes(
          Duration.ofSeconds(6),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5));

  public StewardTimes {
    Map.of(
            "repeatAfter", repeatAfter,
            "standbyDelay", standbyDelay,
            "quiet", quiet,
            "lookAtAllEvery", lookAtAllEvery,
            "choresEvery", choresEvery)
        .forEach(StewardTimes::check);
  }

  private static void check(String name, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than 0, got: " + time);
    }
  }

  /** A second longer than the interval, since it counts on the wall clock, which may be set. */
  Duration restAtLeast() {
    return lookAtAllEvery.plusSeconds(1);
  }
}
