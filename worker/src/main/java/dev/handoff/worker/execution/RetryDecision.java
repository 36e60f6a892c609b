package dev.handoff.worker.execution;

import dev.handoff.brief.Brief.Retries;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.Reason;
import dev.handoff.job.Reason.Fault;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a failed attempt ends its job. Pure. A fault of the job costs one of its
 * attempts. A fault of the system costs none, but the third ends the job too.
 */
final class RetryDecision {

  private final Retries retries;
  private final LaneRecord.FaultCounts charge;
  private final Instant latestStart;
  private final RetryTimes times;

  /**
   * @param charge what earlier attempts have used up
   * @param latestStart no attempt may begin after it
   */
  RetryDecision(
      Retries retries, LaneRecord.FaultCounts charge, Instant latestStart, RetryTimes times) {
    this.retries = retries;
    this.charge = charge;
    this.latestStart = latestStart;
    this.times = times;
  }

  /** The attempt that failed. */
  record Attempt(int number, String lease, Instant endedAt) {}

  /** Returns the event: the job has failed, or it is tried again from some time on. */
  JobEvent failed(Attempt attempt, AttemptOutcome.Failed outcome, RandomGenerator random) {
    Reason reason = outcome.reason();
    Instant retryAt = later(attempt.endedAt().plus(backoff(reason, random)), outcome.retryAt());
    if (isTriedAgain(reason) && !retryAt.isAfter(latestStart)) {
      return new AttemptEnded(
          attempt.endedAt(), attempt.number(), attempt.lease(), reason, outcome.message(), retryAt);
    }
    String message =
        isTriedAgain(reason)
            ? outcome.message()
                + "\nIt could be tried again at %s, but the records of this job are not kept that long. Submit it again then."
                    .formatted(retryAt)
            : outcome.message();
    return new Failed(
        attempt.endedAt(), attempt.number(), attempt.lease(), reason, message, outcome.result());
  }

  /** Never before the backoff is over, even if a tool named an earlier time. */
  private static Instant later(Instant backedOff, @Nullable Instant named) {
    return named == null || named.isBefore(backedOff) ? backedOff : named;
  }

  private boolean isTriedAgain(Reason reason) {
    if (reason == Reason.INVALID_BRIEF || reason == Reason.POLICY_REFUSED) {
      return false; // it would be refused again
    }
    if (reason.fault() == Fault.JOB) {
      boolean isWanted = retries.on().isEmpty() || retries.on().contains(reason.label());
      return isWanted && charge.own() + 1 < retries.attempts();
    }
    return charge.toleratesSystemFault();
  }

  /**
   * Doubles with each fault of the same kind. Spread at random, so that jobs that failed together
   * do not return together.
   */
  private Duration backoff(Reason reason, RandomGenerator random) {
    boolean isOwn = reason.fault() == Fault.JOB;
    int earlier = Math.min(20, isOwn ? charge.own() : charge.system());
    Duration base = isOwn ? retries.backoff() : times.systemBackoff();
    double factor = Math.scalb(1.0, earlier) * (0.75 + random.nextDouble() / 2);
    double millis = Math.min(base.toMillis() * factor, times.maxBackoff().toMillis());
    return Duration.ofMillis((long) millis);
  }
}
