package dev.handoff.worker.steward;

import dev.handoff.worker.lease.LeaseSettings;

/**
 * Whether a steward may hold silence against anybody: only while it runs without a pause of its own
 * and the log moves. Times on its monotonic clock, in nanoseconds. Owned by the steward's thread.
 */
final class Attention {

  private final long gap;
  private long tickedAt;
  private long movedAt;

  /** A gap is one longer than a beat. Nothing is known to move yet. */
  Attention(LeaseSettings lease, long now) {
    this.gap = lease.beat().toNanos();
    this.tickedAt = now;
    this.movedAt = now - lease.lapse().toNanos();
  }

  /** Whether this process itself stood still since it last looked at all jobs. */
  boolean wasAway(long now) {
    return now - tickedAt > gap;
  }

  void ticked(long now) {
    tickedAt = now;
  }

  /** Notes that the log moves now, and says whether it had stood still before. */
  boolean movedAfterGap(long now) {
    boolean isAfterGap = now - movedAt > gap;
    movedAt = now;
    return isAfterGap;
  }

  boolean doesLogMove(long now) {
    return now - movedAt <= gap;
  }
}
