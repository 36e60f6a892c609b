package dev.handoff.worker.lease;

import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import java.time.Duration;

/**
 * What a worker has to do about its leases, from one look to the next. Pure.
 *
 * @param unbrokenSince since when the worker had been heard without a gap, at the last look
 */
record LeaseWatch(long unbrokenSince) {

  /** What is due after a look. */
  enum Due {
    NOTHING,
    /** The leases may have lapsed meanwhile: ask the log whose they are. */
    CHECK,
    /** Nobody has heard this worker for so long that it gives up by itself. */
    ABANDON
  }

  Due due(LeaseSettings lease, Duration silence, long unbrokenSinceNow) {
    if (silence.compareTo(lease.abandon()) > 0) {
      return Due.ABANDON;
    }
    return unbrokenSinceNow == unbrokenSince ? Due.NOTHING : Due.CHECK;
  }

  /**
   * Whether the log has given a lease that this worker had to somebody else. An attempt that has
   * ended by its own word, and whose slot has not heard so yet, has lost nothing.
   */
  static boolean isLost(JobState state, int attempt, String lease) {
    boolean hasEndedItself =
        state.attempts().stream()
            .filter(each -> each.lease().equals(lease) && each.endedAt() != null)
            .anyMatch(ended -> ended.reason() != Reason.WORKER_LOST);
    return !state.isHeldBy(attempt, lease) && !hasEndedItself;
  }

  /**
   * Whether an attempt is given up when abandon is due: all are while nobody hears this worker.
   * Once it is heard again, those that began before are, and none that was claimed since.
   *
   * @param age how long ago the last acknowledged beat was sent
   * @param claimedAt on the host's clock, as {@code unbrokenSince}
   */
  static boolean isGivenUp(LeaseSettings lease, Duration age, long claimedAt, long unbrokenSince) {
    return age.compareTo(lease.abandon()) > 0 || claimedAt - unbrokenSince < 0;
  }
}
