package dev.handoff.worker;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.Outcome;
import dev.handoff.worker.attempt.StopSignal.Why;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens in a slot: is the claim ours, run the attempt, say how it ended. */
final class SlotRun {

  private static final Logger LOG = LoggerFactory.getLogger(SlotRun.class);

  private final LeaseCheck leaseCheck;
  private final HandlerRun handlers;
  private final CommandRun commands;
  private final EndTeller ends;
  private final FailPoint failPoint;

  SlotRun(
      LeaseCheck leaseCheck,
      HandlerRun handlers,
      CommandRun commands,
      EndTeller ends,
      FailPoint failPoint) {
    this.leaseCheck = leaseCheck;
    this.handlers = handlers;
    this.commands = commands;
    this.ends = ends;
    this.failPoint = failPoint;
  }

  /** Returns when the attempt is over and the log says so, or the claim turns out to be void. */
  void run(Claim claim) throws InterruptedException {
    Brief.Run run = claim.lane().brief().run();
    if (run instanceof Brief.RunHandler handler) {
      boolean mayStartBlindly = claim.isFresh() && handlers.isRepeatable(handler);
      if (mayStartBlindly || mayStart(claim)) {
        ends.say(claim, handlers.run(claim, handler, timedOut -> ends.sayNow(claim, timedOut)));
      }
    } else if (mayStart(claim)) {
      Outcome outcome = commands.run(claim);
      failPoint.reached(FailPoint.Step.AFTER_OUTPUT);
      ends.say(claim, outcome);
      failPoint.reached(FailPoint.Step.AFTER_TERMINAL);
    }
  }

  private boolean mayStart(Claim claim) throws InterruptedException {
    JobState state = leaseCheck.afterClaim(claim);
    if (!state.isHeldBy(claim.attempt(), claim.lease())) {
      LOG.info(
          "{} attempt {}: not started, another claim came first or the job has ended ({})",
          claim.job(),
          claim.attempt(),
          state.status().label());
      return false;
    }
    if (state.isCancelling()) {
      ends.say(claim, new Outcome.Stopped(Why.CANCELLED, JobResult.NONE));
      return false;
    }
    return true;
  }
}
