package dev.handoff.worker.lease;

import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import java.time.Duration;

/**
 * Decides what a worker has to do about its leases, from one look to the next. Pure.
 *
 * @param unbrokenSince since when beats were acknowledged without a gap, as of the last look
 */
record LeaseWatch(long unbrokenSince) {

  /** What is due after a look. */
  enum Due {
    NOTHING,
    /** The leases may have lapsed meanwhile: read from the log who holds them. */
    CHECK,
    /** No beat was acknowledged for so long that the worker abandons its attempts. */
    ABANDON
  }

  Due due(LeaseSettings lease, Duration silence, long unbrokenSinceNow) {
    if (silence.compareTo(lease.abandon()) > 0) {
      return Due.ABANDON;
    }
    return unbrokenSinceNow == unbrokenSince ? Due.NOTHING : Due.CHECK;
  }

  /**
   * Whether this worker lost the lease to another. An attempt that reported its own end lost
   * nothing, even if its slot has not received the acknowledgement yet. One that started before its
   * claim is on the log may still get the lease.
   *
   * @param isClaimKnown whether the claim was known to be on the log before the job was read
   */
  static boolean isLost(JobState state, int attempt, String lease, boolean isClaimKnown) {
    boolean hasEndedItself =
        state.attempts().stream()
            .filter(each -> each.lease().equals(lease) && each.endedAt() != null)
            .anyMatch(ended -> ended.reason() != Reason.WORKER_LOST);
    boolean mayStillStart =
        !isClaimKnown
            && (state.status() == JobStatus.UNKNOWN || state.status() == JobStatus.QUEUED)
            && state.nextAttempt() == attempt;
    return !state.isHeldBy(attempt, lease) && !hasEndedItself && !mayStillStart;
  }

  /**
   * Whether an attempt is abandoned when abandon is due. While no beat is acknowledged, all are.
   * Once beats are acknowledged again, only those that were claimed before are.
   *
   * @param age how long ago the last acknowledged beat was sent
   * @param claimedAt on the host's clock, as {@code unbrokenSince}
   */
  static boolean isGivenUp(LeaseSettings lease, Duration age, long claimedAt, long unbrokenSince) {
    return age.compareTo(lease.abandon()) > 0 || claimedAt - unbrokenSince < 0;
  }
}
