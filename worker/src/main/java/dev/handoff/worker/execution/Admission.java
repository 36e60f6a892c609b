package dev.handoff.worker.execution;

import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.policy.Refusal;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.log.Signatures;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.Trust;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.loop.EventLoop;
import dev.handoff.worker.metrics.AttemptTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a claimed attempt may start: it holds the lease, its job is not cancelled, and
 * the worker's policy permits the brief. If only this worker knows the reason why not, it appends
 * the end.
 */
public final class Admission {

  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final LeaseCheck leaseCheck;
  private final Policy policy;
  private final OutcomePublisher ends;
  private final AttemptTally tally;
  private final Signatures signatures;

  public Admission(
      LeaseCheck leaseCheck,
      Policy policy,
      OutcomePublisher ends,
      AttemptTally tally,
      Signatures signatures) {
    this.leaseCheck = leaseCheck;
    this.policy = policy;
    this.ends = ends;
    this.tally = tally;
    this.signatures = signatures;
  }

  /**
   * Returns the job if the attempt starts now; unknown if it did not have to be read.
   *
   * @param onLog the offset of the claim's {@code Started}; fails if the worker gives up the claim
   * @param isRepeatable whether the log need not be read for a fresh delivery
   * @param loop runs the steps of the answer
   */
  CompletableFuture<Optional<JobState>> admits(
      Claim claim, CompletableFuture<Long> onLog, boolean isRepeatable, EventLoop loop) {
    CompletableFuture<Optional<JobState>> admission =
        isRepeatable && claim.isFresh() && permits(claim)
            ? CompletableFuture.completedFuture(Optional.of(JobState.UNKNOWN))
            : byLog(claim, onLog, loop);
    return admission.thenApply(
        admitted -> {
          admitted.ifPresent(job -> tally.lane(claim.lane().brief().lane()).started());
          return admitted;
        });
  }

  /** The log is read when the claim is on it: before that it shows that no claim holds the job. */
  private CompletableFuture<Optional<JobState>> byLog(
      Claim claim, CompletableFuture<Long> onLog, EventLoop loop) {
    Function<Boolean, CompletableFuture<Optional<JobState>>> read =
        isOnLog ->
            isOnLog
                ? leaseCheck
                    .afterClaim(claim, loop)
                    .thenComposeAsync(state -> mayStart(claim, state, onLog, loop), loop)
                : CompletableFuture.completedFuture(Optional.empty());
    CompletableFuture<Boolean> isOnLog = onLog.handle((offset, failure) -> failure == null);
    return isOnLog.isDone() ? isOnLog.thenCompose(read) : isOnLog.thenComposeAsync(read, loop);
  }

  /** Whether the brief may run here, regardless of who holds the lease. */
  boolean permits(Claim claim) {
    return policy.refusals(claim.lane().brief()).isEmpty()
        && unauthorized(claim, JobState.UNKNOWN).isEmpty();
  }

  private CompletableFuture<Optional<JobState>> mayStart(
      Claim claim, JobState state, CompletableFuture<Long> onLog, EventLoop loop) {
    if (!state.isHeldBy(claim.attempt(), claim.lease())) {
      LOG.info(
          "{} attempt {}: not started, another claim came first or the job has ended ({})",
          claim.job(),
          claim.attempt(),
          state.status().label());
      if (!state.status().isTerminal()) {
        tally.fenced(); // if the job ended while it waited, no other worker holds the lease
      }
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (state.isCancelling()) {
      return notStarted(
          claim, new AttemptOutcome.Stopped(Why.CANCELLED, JobResult.NONE), onLog, loop);
    }
    List<Refusal> unauthorized = unauthorized(claim, state);
    if (!unauthorized.isEmpty()) {
      signatures.countRefused(Distrust.NOT_ALLOWED);
    }
    List<Refusal> refusals = new ArrayList<>(policy.refusals(claim.lane().brief()));
    refusals.addAll(unauthorized);
    if (!refusals.isEmpty()) {
      LOG.info("{}: refused by this worker's policy: {}", claim.job(), refusals);
      return notStarted(
          claim,
          new AttemptOutcome.Failed(Reason.POLICY_REFUSED, message(refusals), JobResult.NONE),
          onLog,
          loop);
    }
    return CompletableFuture.completedFuture(Optional.of(state));
  }

  private CompletableFuture<Optional<JobState>> notStarted(
      Claim claim, AttemptOutcome end, CompletableFuture<Long> onLog, EventLoop loop) {
    return ends.publish(claim, end, onLog, loop).thenApply(said -> Optional.empty());
  }

  private List<Refusal> unauthorized(Claim claim, JobState state) {
    if (!signatures.isTrusting()) {
      return List.of();
    }
    Trust trust = signatures.trust();
    List<Refusal> refusals = new BriefAuthority(trust).refusals(claim, state);
    if (refusals.isEmpty() || trust.isEnforced()) {
      return refusals;
    }
    LOG.warn("{}: the trust file, which only warns, does not permit it: {}", claim.job(), refusals);
    return List.of();
  }

  private static String message(List<Refusal> refusals) {
    return "the worker's policy refuses the brief; nothing of it was run:\n"
        + refusals.stream().map(Refusal::toString).collect(Collectors.joining("\n"))
        + "\nThe job is not tried again. Change the brief and submit it anew, or change the policy"
        + " of the worker.";
  }
}
