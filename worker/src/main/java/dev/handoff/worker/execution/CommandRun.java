package dev.handoff.worker.execution;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobState;
import dev.handoff.json.Json;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.EarlierAttempt;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.lease.RunningAttempts;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.log.WorkerLog;
import java.util.Optional;

/** Runs an attempt by child processes in a worktree. */
public final class CommandRun {

  private final WorkerLog log;
  private final AttemptRunner attempts;
  private final LeaseCheck leaseCheck;
  private final RunningAttempts running;
  private final FailPoint failPoint;

  public CommandRun(
      WorkerLog log,
      AttemptRunner attempts,
      LeaseCheck leaseCheck,
      RunningAttempts running,
      FailPoint failPoint) {
    this.log = log;
    this.attempts = attempts;
    this.leaseCheck = leaseCheck;
    this.running = running;
    this.failPoint = failPoint;
  }

  /**
   * @param job as read from the log
   * @param loop of the calling thread
   */
  AttemptOutcome run(Claim claim, JobState job, SlotLoop loop) throws InterruptedException {
    Brief brief = claim.lane().brief();
    byte[] shown = Json.strict().write(brief.withSources(null));
    AttemptOrder order =
        new AttemptOrder(
            claim.job(),
            claim.attempt(),
            brief,
            shown,
            submitter(job),
            Optional.of(log.workerId()),
            earlier(claim, loop));
    StopSignal stop = new StopSignal();
    running.began(claim, stop::raise);
    try {
      return attempts.run(order, teller(claim, loop), stop);
    } finally {
      running.ended(claim);
    }
  }

  private AttemptEvents teller(Claim claim, SlotLoop loop) {
    return new AttemptEvents(log, claim, leaseCheck, loop, failPoint);
  }

  private static Optional<String> submitter(JobState job) {
    return Optional.ofNullable(job.submitted()).map(Submitted::submitter);
  }

  /** Only an agent can use it. */
  private Optional<EarlierAttempt> earlier(Claim claim, SlotLoop loop) throws InterruptedException {
    boolean needsHistory =
        claim.attempt() > 1 && claim.lane().brief().run() instanceof Brief.RunAgent;
    if (!needsHistory) {
      return Optional.empty();
    }
    return loop.await(leaseCheck.readBack(claim, Earlier.NONE, Earlier::apply, loop)).attempt();
  }
}
