package dev.handoff.worker;

import dev.handoff.brief.Policy;
import dev.handoff.brief.Refusal;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.log.Signatures;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.Trust;
import dev.handoff.worker.attempt.Outcome;
import dev.handoff.worker.attempt.StopSignal.Why;
import dev.handoff.worker.metrics.AttemptTally;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a claimed attempt may start: its lease is ours, nobody wants it to end, and the worker's
 * policy permits its brief. Where it may not and nobody else will say so, this does.
 */
final class Admission {

  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final LeaseCheck leaseCheck;
  private final Policy policy;
  private final EndTeller ends;
  private final AttemptTally tally;
  private final Signatures signatures;

  Admission(
      LeaseCheck leaseCheck,
      Policy policy,
      EndTeller ends,
      AttemptTally tally,
      Signatures signatures) {
    this.leaseCheck = leaseCheck;
    this.policy = policy;
    this.ends = ends;
    this.tally = tally;
    this.signatures = signatures;
  }

  /**
   * Whether the attempt starts now.
   *
   * @param isRepeatable whether the log need not be asked on a fresh delivery
   */
  boolean admits(Claim claim, boolean isRepeatable) throws InterruptedException {
    boolean isAdmitted = isRepeatable && claim.isFresh() && permits(claim) || mayStart(claim);
    if (isAdmitted) {
      tally.lane(claim.lane().brief().lane()).started();
    }
    return isAdmitted;
  }

  /** Whether the brief may run here, which does not say that it is this worker's to run. */
  private boolean permits(Claim claim) {
    return policy.refusals(claim.lane().brief()).isEmpty()
        && unauthorized(claim, JobState.UNKNOWN).isEmpty();
  }

  private boolean mayStart(Claim claim) throws InterruptedException {
    JobState state = leaseCheck.afterClaim(claim);
    if (!state.isHeldBy(claim.attempt(), claim.lease())) {
      LOG.info(
          "{} attempt {}: not started, another claim came first or the job has ended ({})",
          claim.job(),
          claim.attempt(),
          state.status().label());
      if (!state.status().isTerminal()) {
        tally.fenced(); // a job that ended while it waited was nobody's
      }
      return false;
    }
    if (state.isCancelling()) {
      ends.say(claim, new Outcome.Stopped(Why.CANCELLED, JobResult.NONE));
      return false;
    }
    List<Refusal> unauthorized = unauthorized(claim, state);
    if (!unauthorized.isEmpty()) {
      signatures.countRefused(Distrust.NOT_ALLOWED);
    }
    List<Refusal> refusals = new ArrayList<>(policy.refusals(claim.lane().brief()));
    refusals.addAll(unauthorized);
    if (!refusals.isEmpty()) {
      LOG.info("{}: refused by this worker's policy: {}", claim.job(), refusals);
      ends.say(claim, new Outcome.Failed(Reason.POLICY_REFUSED, message(refusals), JobResult.NONE));
      return false;
    }
    return true;
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
    LOG.warn("{}: the trust file would refuse it, and only warns: {}", claim.job(), refusals);
    return List.of();
  }

  private static String message(List<Refusal> refusals) {
    return "the worker's policy refuses the brief, and nothing of it was run:\n"
        + refusals.stream().map(Refusal::toString).collect(Collectors.joining("\n"))
        + "\nThe job is not tried again. Change the brief and submit it anew, or have the policy"
        + " permit it.";
  }
}
