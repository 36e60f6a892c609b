package dev.handoff.worker.steward;

import dev.handoff.worker.lease.LeaseSettings;

/**
 * Decides whether a missed heartbeat counts: not after a pause of this process, and not while the
 * log stands still. Times on its monotonic clock, in nanoseconds. Owned by the steward's thread.
 */
final class SilenceClock {

  private final long gap;
  private long tickedAt;
  private long movedAt;

  /** A gap is a pause longer than a beat. At first the log counts as standing still. */
  SilenceClock(LeaseSettings lease, long now) {
    this.gap = lease.beat().toNanos();
    this.tickedAt = now;
    this.movedAt = now - lease.lapse().toNanos();
  }

  /** Whether this process itself paused since the last tick. */
  boolean pausedSinceLastTick(long now) {
    return now - tickedAt > gap;
  }

  void ticked(long now) {
    tickedAt = now;
  }

  /** Notes that the log moves now, and returns whether it had stood still before. */
  boolean movedAfterGap(long now) {
    boolean isAfterGap = now - movedAt > gap;
    movedAt = now;
    return isAfterGap;
  }

  boolean mayJudge(long now) {
    return now - movedAt <= gap;
  }
}
