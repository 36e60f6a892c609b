package dev.handoff.worker;

import java.time.Duration;

/**
 * What a worker has to do about its leases, from one look to the next. No clock and no thread of
 * its own; owned by whoever looks.
 */
final class LeaseWatch {

  /** What is due after a look. */
  enum Due {
    NOTHING,
    /** The leases may have lapsed meanwhile: ask the log whose they are. */
    CHECK,
    /** Nobody has heard this worker for so long that it gives up by itself. */
    ABANDON
  }

  private final LeaseSettings lease;
  private long lookedAt;
  private boolean hasLooked;
  private boolean wasSilent;

  LeaseWatch(LeaseSettings lease) {
    this.lease = lease;
  }

  /**
   * @param now on the monotonic clock, in nanoseconds
   * @param silence since the last acknowledged beat was sent
   */
  Due look(long now, Duration silence) {
    // After a freeze a beat may be acknowledged before this look: then only the gap tells of it.
    wasSilent |= hasLooked && isLong(Duration.ofNanos(now - lookedAt));
    lookedAt = now;
    hasLooked = true;
    if (silence.compareTo(lease.abandon()) > 0) {
      return Due.ABANDON;
    }
    if (isLong(silence)) {
      wasSilent = true;
      return Due.NOTHING;
    }
    boolean isToCheck = wasSilent;
    wasSilent = false;
    return isToCheck ? Due.CHECK : Due.NOTHING;
  }

  private boolean isLong(Duration silence) {
    return silence.compareTo(lease.lapse().minus(lease.margin())) > 0;
  }
}
