package dev.handoff.worker;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobState;
import dev.handoff.json.Json;
import dev.handoff.log.Subscription;
import dev.handoff.worker.attempt.AttemptOrder;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.Isolation;
import dev.handoff.worker.attempt.Outcome;
import dev.handoff.worker.attempt.StopSignal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs an attempt by child processes in a worktree, and says on the log how it ended. */
final class CommandRun {

  private final WorkerLog log;
  private final AttemptRunner attempts;
  private final Isolation isolation;
  private final LeaseCheck leaseCheck;
  private final Map<String, StopSignal> running = new ConcurrentHashMap<>();

  CommandRun(WorkerLog log, AttemptRunner attempts, Isolation isolation, LeaseCheck leaseCheck) {
    this.log = log;
    this.attempts = attempts;
    this.isolation = isolation;
    this.leaseCheck = leaseCheck;
  }

  String isolation() {
    return isolation.label();
  }

  void run(Claim claim) throws InterruptedException {
    Brief brief = claim.lane().brief();
    AttemptOrder order =
        new AttemptOrder(claim.job(), claim.attempt(), brief, Json.strict().write(brief));
    StopSignal stop = new StopSignal();
    running.put(claim.lease(), stop);
    Subscription watch =
        log.status().follow(claim.job(), claim.lane().since(), new StopWatch(claim, stop));
    try {
      say(claim, attempts.run(order, new AttemptTeller(log, claim, leaseCheck), stop));
    } finally {
      running.remove(claim.lease());
      log.status().unfollow(watch);
    }
  }

  /** Ends every attempt that runs: children first, then they are given back. */
  void stopAll() {
    running.values().forEach(stop -> stop.raise(StopSignal.Why.WORKER_STOPPING));
  }

  private void say(Claim claim, Outcome outcome) throws InterruptedException {
    if (outcome instanceof Outcome.Stopped stopped) {
      sayStopped(claim, stopped);
    } else {
      log.appendUntilAcknowledged(claim, end(claim, outcome));
    }
  }

  private JobEvent end(Claim claim, Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return new Failed(
          log.now(),
          claim.attempt(),
          claim.lease(),
          failed.reason(),
          failed.message(),
          failed.result());
    }
    return new Completed(log.now(), claim.attempt(), claim.lease(), outcome.result());
  }

  private void sayStopped(Claim claim, Outcome.Stopped stopped) throws InterruptedException {
    switch (stopped.why()) {
      case WORKER_STOPPING -> log.giveBack(claim, log.workerStopping(claim));
      case CANCELLED -> log.appendUntilAcknowledged(claim, cancelled(claim, stopped));
      case LEASE_LOST -> {
        // The job is another's now: nothing this worker says counts.
      }
    }
  }

  private Cancelled cancelled(Claim claim, Outcome.Stopped stopped) throws InterruptedException {
    JobState state = leaseCheck.readBack(claim);
    String by = state.cancelRequest() == null ? log.workerId() : state.cancelRequest().by();
    String why = state.cancelRequest() == null ? null : state.cancelRequest().why();
    return new Cancelled(log.now(), claim.attempt(), claim.lease(), by, why, stopped.result());
  }
}
