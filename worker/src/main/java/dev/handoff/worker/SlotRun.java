package dev.handoff.worker;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens in a slot: is the claim ours, run the attempt, say how it ended. */
final class SlotRun {

  private static final Logger LOG = LoggerFactory.getLogger(SlotRun.class);

  private final WorkerLog log;
  private final LeaseCheck leaseCheck;
  private final HandlerRun handlers;
  private final CommandRun commands;

  SlotRun(WorkerLog log, LeaseCheck leaseCheck, HandlerRun handlers, CommandRun commands) {
    this.log = log;
    this.leaseCheck = leaseCheck;
    this.handlers = handlers;
    this.commands = commands;
  }

  String isolation() {
    return commands.isolation();
  }

  /** Returns when the attempt is over and the log says so, or the claim turns out to be void. */
  void run(Claim claim) throws InterruptedException {
    Brief.Run run = claim.lane().brief().run();
    if (run instanceof Brief.RunHandler handler) {
      boolean mayStartBlindly = claim.isFresh() && handlers.isRepeatable(handler);
      if (mayStartBlindly || mayStart(claim)) {
        handlers.run(claim, handler);
      }
    } else if (mayStart(claim)) {
      commands.run(claim);
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
      log.appendUntilAcknowledged(claim, cancelled(claim, state));
      return false;
    }
    return true;
  }

  private Cancelled cancelled(Claim claim, JobState state) {
    return new Cancelled(
        log.now(),
        claim.attempt(),
        claim.lease(),
        state.cancelRequest().by(),
        state.cancelRequest().why(),
        JobResult.NONE);
  }
}
