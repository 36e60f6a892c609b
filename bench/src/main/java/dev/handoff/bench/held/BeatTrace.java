package dev.handoff.bench.held;

/**
 * When a worker's beats were heard, in nanoseconds of the reader's clock.
 *
 * @param last 0: none was
 * @param longestGap between two
 */
public record BeatTrace(long last, long longestGap) {

  static final BeatTrace NONE = new BeatTrace(0, 0);

  static BeatTrace first(long now) {
    return new BeatTrace(now, 0);
  }

  BeatTrace heard(long now) {
    return new BeatTrace(now, Math.max(longestGap, now - last));
  }

  /** With no gap yet. */
  BeatTrace anew() {
    return new BeatTrace(last, 0);
  }
}
