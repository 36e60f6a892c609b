package dev.handoff.worker.attempt.disk;

import java.time.Duration;

/**
 * How much of a disk must stay free, in bytes or in files. Below {@code least} no jobs are taken;
 * below half of that the attempt that fills the disk is ended, or nothing else could write.
 *
 * @param perSecond how much the fastest job takes in a second
 * @param rarely the longest pause between two measurements
 */
record RoomMargins(long least, long perSecond, Duration rarely) {

  private static final long MEBIBYTE = 1 << 20;
  private static final long MOST_BYTES = 1024 * MEBIBYTE;
  private static final long FEWEST_BYTES = 512 * MEBIBYTE;
  private static final long MOST_FILES = 200_000;
  private static final int PERCENT = 2;
  private static final int EIGHTH = 8;
  private static final Duration OFTEN = Duration.ofMillis(10);

  /**
   * @param total size of the disk
   * @param configured 0: 1 GiB, or 2 % of a smaller disk, but 512 MiB at least, or an eighth of a
   *     disk that is small
   */
  static RoomMargins ofBytes(long total, long configured) {
    long fewest = Math.min(FEWEST_BYTES, total / EIGHTH);
    long byDefault = Math.max(fewest, Math.min(MOST_BYTES, total / 100 * PERCENT));
    return new RoomMargins(
        configured > 0 ? configured : byDefault, 2048 * MEBIBYTE, Duration.ofMillis(250));
  }

  /**
   * @param total number of files; 0: the disk sets no limit
   */
  static RoomMargins ofFiles(long total) {
    return new RoomMargins(
        Math.min(MOST_FILES, total / 100 * PERCENT), 400_000, Duration.ofSeconds(1));
  }

  /** What running jobs must leave. */
  long reserve() {
    return least / 2;
  }

  /** Below this, the use of each attempt is recorded, to find later which one took the rest. */
  long near() {
    return least * 2;
  }

  /** How long the free room beyond the reserve lasts at least. */
  Duration pause(long free) {
    double seconds = Math.max(0, free - reserve()) / (double) perSecond;
    Duration enough = Duration.ofNanos((long) (Math.min(seconds, rarely.toSeconds() + 1) * 1e9));
    return enough.compareTo(OFTEN) < 0 ? OFTEN : enough.compareTo(rarely) > 0 ? rarely : enough;
  }
}
