package dev.handoff.worker.execution;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FactLog;
import dev.handoff.worker.loop.EventLoop;
import dev.handoff.worker.loop.Patience;
import dev.handoff.worker.metrics.AttemptTally;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the outcome of an attempt after all of its processes have ended. No thread of its own.
 */
public final class OutcomePublisher {

  private static final Logger LOG = LoggerFactory.getLogger(OutcomePublisher.class);

  /** Leaves room for the rest of the event in a record of 1 MiB. */
  private static final int MAX_RESULT_BYTES = 768 * 1024;

  /** Results up to this size are within every limit of a reader. */
  private static final int SURELY_READABLE = 64 * 1024;

  /** The offset of an end that was not appended. */
  private static final long NOWHERE = -1;

  private final FactLog log;
  private final LeaseCheck leaseCheck;
  private final AttemptTally tally;
  private final RetryTimes retryTimes;
  private final RandomGenerator random;

  /**
   * @param random spreads retries; many threads use it
   */
  public OutcomePublisher(
      FactLog log,
      LeaseCheck leaseCheck,
      AttemptTally tally,
      RetryTimes retryTimes,
      RandomGenerator random) {
    this.log = log;
    this.leaseCheck = leaseCheck;
    this.tally = tally;
    this.retryTimes = retryTimes;
    this.random = random;
  }

  /**
   * Appends the outcome; nothing if the lease is lost. Completes when it is on the log behind its
   * claim, however long that takes: an outage of the broker must not lose the end of a job. A
   * second append does no harm.
   *
   * @param onLog the offset of the claim's {@code Started}; if it fails, the outcome is not needed:
   *     the record goes back to its lane
   * @param loop runs the steps
   */
  CompletableFuture<Void> publish(
      Claim claim, AttemptOutcome outcome, CompletableFuture<Long> onLog, EventLoop loop) {
    boolean lostLease =
        outcome instanceof AttemptOutcome.Stopped stopped && stopped.why() == Why.LEASE_LOST;
    if (lostLease) {
      tally.fenced();
      return CompletableFuture.completedFuture(null);
    }
    return event(claim, fitting(outcome), loop)
        .thenComposeAsync(
            end ->
                appendBehind(claim, end, onLog, loop)
                    .thenRun(
                        () -> {
                          if (!onLog.isCompletedExceptionally()) {
                            tally.lane(claim.lane().brief().lane()).ended(end);
                          }
                        }),
            loop);
  }

  /**
   * An attempt that started early may have its end on the log before its claim, which was lost and
   * made again. There the end counts only if it is the first event of its job, so it is appended
   * again once the claim is on the log.
   */
  private CompletableFuture<Long> appendBehind(
      Claim claim, JobEvent end, CompletableFuture<Long> onLog, EventLoop loop) {
    return append(claim, end, onLog, loop)
        .thenCompose(
            offset ->
                isBehind(offset, onLog)
                    ? CompletableFuture.completedFuture(offset)
                    : onLog
                        .handle((started, failure) -> offset)
                        .thenComposeAsync(at -> behind(claim, end, at, onLog, loop), loop));
  }

  private static boolean isBehind(long offset, CompletableFuture<Long> onLog) {
    return !onLog.isCompletedExceptionally() && onLog.getNow(Long.MAX_VALUE) < offset;
  }

  private CompletableFuture<Long> behind(
      Claim claim, JobEvent end, long offset, CompletableFuture<Long> onLog, EventLoop loop) {
    if (onLog.isCompletedExceptionally()) {
      LOG.warn(
          "{} attempt {}: its claim did not get on the log, so its end may not count; its record"
              + " goes back to the lane",
          claim.job(),
          claim.attempt());
      return CompletableFuture.completedFuture(offset);
    }
    return isBehind(offset, onLog)
        ? CompletableFuture.completedFuture(offset)
        : append(claim, end, onLog, loop);
  }

  /** The loop is needed only after a failure: an acknowledgement would cost a thread's wake-up. */
  private CompletableFuture<Long> append(
      Claim claim, JobEvent end, CompletableFuture<Long> onLog, EventLoop loop) {
    return log.append(claim, end)
        .exceptionallyComposeAsync(
            failure -> {
              warn(claim, end, failure);
              return Patience.askAgain(
                  loop, () -> appendAgain(claim, end, onLog), again -> warn(claim, end, again));
            },
            loop);
  }

  /** A worker that may not claim may not end either: its appends would fail for ever. */
  private CompletableFuture<Long> appendAgain(
      Claim claim, JobEvent end, CompletableFuture<Long> onLog) {
    return onLog.isCompletedExceptionally()
        ? CompletableFuture.completedFuture(NOWHERE)
        : log.append(claim, end);
  }

  private static void warn(Claim claim, JobEvent end, Throwable failure) {
    LOG.warn(
        "{} attempt {}: no answer to {}, trying again",
        claim.job(),
        claim.attempt(),
        end.getClass().getSimpleName(),
        failure);
  }

  /** Appends a failure without waiting for the answer; {@link #publish} follows if it can. */
  void publishBestEffort(Claim claim, AttemptOutcome.Failed outcome) {
    log.append(claim, failed(claim, outcome));
  }

  /**
   * Reduces the outcome to what an event can hold and every reader can read. Otherwise the append
   * would be repeated for ever, or no reader would see the end.
   */
  static AttemptOutcome fitting(AttemptOutcome outcome) {
    if (SmallResult.isProved(outcome.result(), SURELY_READABLE / 2)) {
      return outcome;
    }
    String refusal;
    try {
      byte[] json = Json.tolerant().write(outcome.result());
      if (json.length <= SURELY_READABLE) {
        return outcome;
      }
      Json.tolerant().read(json, JobResult.class);
      if (json.length <= MAX_RESULT_BYTES) {
        return outcome;
      }
      refusal = "%d bytes of JSON, the limit is %d".formatted(json.length, MAX_RESULT_BYTES);
    } catch (InvalidJsonException e) {
      refusal = e.getMessage();
    }
    if (outcome instanceof AttemptOutcome.Failed failed) {
      return new AttemptOutcome.Failed(
          failed.reason(), failed.message(), JobResult.NONE, failed.retryAt());
    }
    return outcome instanceof AttemptOutcome.Stopped stopped
        ? new AttemptOutcome.Stopped(stopped.why(), JobResult.NONE)
        : new AttemptOutcome.Failed(
            Reason.OUTPUT_TOO_LARGE, "its result cannot be recorded: " + refusal, JobResult.NONE);
  }

  private CompletableFuture<JobEvent> event(Claim claim, AttemptOutcome outcome, EventLoop loop) {
    if (outcome instanceof AttemptOutcome.Completed completed) {
      return CompletableFuture.completedFuture(
          new Completed(log.now(), claim.attempt(), claim.lease(), completed.result()));
    }
    if (outcome instanceof AttemptOutcome.Failed failed) {
      return CompletableFuture.completedFuture(failed(claim, failed));
    }
    AttemptOutcome.Stopped stopped = (AttemptOutcome.Stopped) outcome;
    return switch (stopped.why()) {
      case CANCELLED ->
          leaseCheck.readBack(claim, loop).thenApply(state -> cancelled(claim, stopped, state));
      case ABANDONED ->
          CompletableFuture.completedFuture(abandoned(claim, log.now(), log.workerId()));
      case WORKER_STOPPING, LEASE_LOST ->
          CompletableFuture.completedFuture(
              ended(
                  claim,
                  Reason.WORKER_STOPPING,
                  "worker %s stops; the job starts again elsewhere"));
    };
  }

  private JobEvent failed(Claim claim, AttemptOutcome.Failed failed) {
    return new RetryDecision(
            claim.lane().brief().retries(),
            claim.lane().charge(),
            log.latestStart(claim),
            retryTimes)
        .failed(
            new RetryDecision.Attempt(claim.attempt(), claim.lease(), log.now()), failed, random);
  }

  /** The worker abandoned the attempt. Like any fault of the system, the third ends the job. */
  static JobEvent abandoned(Claim claim, Instant now, String worker) {
    String message = "worker " + worker + " was cut off from the broker for too long";
    if (claim.lane().charge().toleratesSystemFault()) {
      return new AttemptEnded(
          now, claim.attempt(), claim.lease(), Reason.WORKER_LOST, message, null);
    }
    return new Failed(
        now,
        claim.attempt(),
        claim.lease(),
        Reason.WORKER_LOST,
        "%s; it is the job's attempt number %d that the system failed"
            .formatted(message, LaneRecord.FaultCounts.MAX_SYSTEM),
        JobResult.NONE);
  }

  private AttemptEnded ended(Claim claim, Reason reason, String message) {
    return new AttemptEnded(
        log.now(), claim.attempt(), claim.lease(), reason, message.formatted(log.workerId()), null);
  }

  private Cancelled cancelled(Claim claim, AttemptOutcome.Stopped stopped, JobState state) {
    String by = state.cancelRequest() == null ? log.workerId() : state.cancelRequest().by();
    String why = state.cancelRequest() == null ? null : state.cancelRequest().why();
    return new Cancelled(log.now(), claim.attempt(), claim.lease(), by, why, stopped.result());
  }
}
