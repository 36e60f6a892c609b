package dev.handoff.worker.lease;

import java.time.Duration;

/**
 * How well this worker has been heard, by its acknowledged beats. While none comes too late after
 * the one before, nobody can have taken a lease from it; once one did, a later beat does not give
 * back what may be lost, and only the log can tell. Times on the host's clock, in nanoseconds.
 * Guarded by its owner.
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

  /** A beat is worth what it was when it was sent, however late its answer is read. */
  void acknowledged(long sent, long now) {
    if (now - lastHeard > sure) {
      unbrokenSince = now;
      heardBeforeGap = isConfirmed ? lastHeard : heardBeforeGap;
      isConfirmed = false;
    }
    lastHeard = Math.max(lastHeard, sent);
  }

  /** The log has said whose the leases are, to one who asked after that gap. */
  void confirmed(long since) {
    isConfirmed |= since == unbrokenSince;
  }

  /**
   * How long ago the last acknowledged beat was sent; after a gap, the last before it until the log
   * has been asked: else a connection that comes and goes would put off the end for ever.
   */
  Duration silence(long now) {
    return Duration.ofNanos(now - (isConfirmed ? lastHeard : heardBeforeGap));
  }

  /** How long ago the last acknowledged beat was sent, whatever was before it. */
  Duration age(long now) {
    return Duration.ofNanos(now - lastHeard);
  }

  /** When the first beat after the last gap was acknowledged. */
  long unbrokenSince() {
    return unbrokenSince;
  }

  /**
   * How long from now a lease cannot be another's; zero if only the log can tell.
   *
   * @param held when it was known last that the lease is held
   */
  Duration certainFor(long held, long now) {
    long left = sure - (now - lastHeard);
    return unbrokenSince > held || left < 0 ? Duration.ZERO : Duration.ofNanos(left);
  }
}
