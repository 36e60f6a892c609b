package dev.handoff.bench.held;

/**
 * The times at which a worker's beats were received, in nanoseconds of the reader's clock.
 *
 * @param last of the last beat; 0 if none came
 * @param longestGap between two beats
 */
public record BeatTrace(long last, long longestGap) {

  static final BeatTrace NONE = new BeatTrace(0, 0);

  static BeatTrace first(long now) {
    return new BeatTrace(now, 0);
  }

  BeatTrace heard(long now) {
    return new BeatTrace(now, Math.max(longestGap, now - last));
  }

  /** The same trace without a gap so far. */
  BeatTrace anew() {
    return new BeatTrace(last, 0);
  }
}
