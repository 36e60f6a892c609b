package dev.handoff.worker;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens in a slot: is the claim ours, run the attempt, say how it ended. */
final class SlotRun {

  private static final Logger LOG = LoggerFactory.getLogger(SlotRun.class);

  private final WorkerLog log;
  private final Beat beat;
  private final Duration beatInterval;
  private final HandlerRun handlers;
  private final CommandRun commands;

  SlotRun(
      WorkerLog log,
      Beat beat,
      Duration beatInterval,
      HandlerRun handlers,
      CommandRun commands) {
    this.log = log;
    this.beat = beat;
    this.beatInterval = beatInterval;
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
      if (claim.isFresh() && handlers.isRepeatable(handler) || holdsLease(claim)) {
        handlers.run(claim, handler);
      }
    } else if (holdsLease(claim)) {
      commands.run(claim);
    }
  }

  /** Who may run an attempt is said by the fold alone, so the log is read back up to its end. */
  private boolean holdsLease(Claim claim) throws InterruptedException {
    JobState state = readBack(claim);
    if (isOlderThanABeat(claim)) {
      // A pause since the claim: others may think this worker dead. Be heard first, then look again.
      beat.now();
      state = readBack(claim);
    }
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

  private boolean isOlderThanABeat(Claim claim) {
    return System.nanoTime() - claim.claimedAt() > beatInterval.toNanos();
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

  private JobState readBack(Claim claim) throws InterruptedException {
    while (true) {
      try {
        return log.status().read(claim.job(), claim.lane().since()).get(60, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn(
            "{} attempt {}: cannot read its claim back, trying again: {}",
            claim.job(),
            claim.attempt(),
            e.getMessage());
        TimeUnit.SECONDS.sleep(1); // the broker tells nobody when it is back
      }
    }
  }
}
