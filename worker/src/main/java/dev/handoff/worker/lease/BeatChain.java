package dev.handoff.worker.lease;

import java.time.Duration;

/**
 * Tracks the acknowledged beats of this worker. While each follows the one before in time, no lease
 * of this worker can have lapsed. After a gap a lease may be lost, and a later beat does not bring
 * it back: only the log shows who holds it. Times on the host's clock, in nanoseconds. Guarded by
 * its owner.
 */
final class BeatChain {

  private final long sure;
  private long lastHeard;
  private long unbrokenSince;
  private boolean isConfirmed = true;
  private long heardBeforeGap;

  BeatChain(LeaseSettings lease, long now) {
    sure = lease.lapse().minus(lease.margin()).toNanos();
    lastHeard = now;
    unbrokenSince = now;
  }

  /** A beat counts from when it was sent, however late its answer is read. */
  void acknowledged(long sent, long now) {
    if (now - lastHeard > sure) {
      unbrokenSince = now;
      heardBeforeGap = isConfirmed ? lastHeard : heardBeforeGap;
      isConfirmed = false;
    }
    lastHeard = Math.max(lastHeard, sent);
  }

  /**
   * Notes that the leases were read back from the log after the gap that ended at {@code since}.
   */
  void confirmed(long since) {
    isConfirmed |= since == unbrokenSince;
  }

  /**
   * How long ago the last acknowledged beat was sent. After a gap the last beat before it counts
   * until the leases are read back: otherwise a flapping connection would put off abandon for ever.
   */
  Duration silence(long now) {
    return Duration.ofNanos(now - (isConfirmed ? lastHeard : heardBeforeGap));
  }

  /** How long ago the last acknowledged beat was sent, regardless of gaps. */
  Duration age(long now) {
    return Duration.ofNanos(now - lastHeard);
  }

  /** When the first beat after the last gap was acknowledged. */
  long unbrokenSince() {
    return unbrokenSince;
  }

  /**
   * How long from now the lease surely stays held; zero if the log must be read to know.
   *
   * @param held when the lease was last known to be held
   */
  Duration certainFor(long held, long now) {
    long left = sure - (now - lastHeard);
    return unbrokenSince > held || left < 0 ? Duration.ZERO : Duration.ofNanos(left);
  }
}
