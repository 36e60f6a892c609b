package dev.handoff.worker;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.Outcome;
import dev.handoff.worker.attempt.StopSignal;
import dev.handoff.worker.attempt.StopSignal.Why;
import java.time.Instant;
import java.util.function.Consumer;

/** A claim in a slot, as SlotRun, AttemptRunner, Supervisor and EndTeller take it to its end. */
final class SimulatedAttempt {

  private final World world;
  private final SimulatedWorker worker;
  private final Claim claim;
  private final SimulatedJob job;
  private final StopSignal stop = new StopSignal();
  private SimulatedChild child;
  private boolean isRunning;
  private boolean isForking;
  private boolean isAskingToPublish;

  SimulatedAttempt(World world, SimulatedWorker worker, Claim claim) {
    this.world = world;
    this.worker = worker;
    this.claim = claim;
    this.job = world.job(claim.job());
  }

  Claim claim() {
    return claim;
  }

  /** Whether it can be told to stop: from the read-back to the last word of its child. */
  boolean isRunning() {
    return isRunning;
  }

  /** Between the last look at the lease and the start of the child. */
  boolean isForking() {
    return isForking;
  }

  boolean isAskingToPublish() {
    return isAskingToPublish;
  }

  void begin() {
    if (!world.has(Mend.READ_BACK) || job.isRepeatable() && claim.isFresh()) {
      prepare();
      return;
    }
    readBack(
        state -> {
          boolean wasPaused =
              worker.leaseTime() - claim.claimedAt() > world.lease().beat().toNanos();
          if (wasPaused && world.has(Mend.OLD_CLAIM_BEATS_FIRST)) {
            worker.beatNow(() -> readBack(this::decide));
          } else {
            decide(state);
          }
        });
  }

  private void readBack(Consumer<JobState> next) {
    world.broker().read(worker.process(), claim.job()).thenAccept(next);
  }

  private void decide(JobState state) {
    if (!holds(state)) {
      over();
    } else if (state.isCancelling()) {
      stop.raise(Why.CANCELLED);
      say(cancelled());
    } else {
      prepare();
    }
  }

  private boolean holds(JobState state) {
    return state.isHeldBy(claim.attempt(), claim.lease());
  }

  private void prepare() {
    isRunning = true;
    worker.process().after(job.prepareMillis(claim.attempt()), this::launch);
  }

  private void launch() {
    if (stop.why().isPresent()) {
      publish();
    } else if (world.has(Mend.LEASE_BEFORE_CHILD)) {
      forkWhileHeld(claim.claimedAt());
    } else {
      fork(Long.MAX_VALUE);
    }
  }

  /** As LeaseCheck.mayStartUntil. */
  private void forkWhileHeld(long held) {
    long uptime = worker.leaseTime();
    long left = worker.certainFor(held);
    if (left > 0) {
      fork(uptime + left);
      return;
    }
    worker.beatNow(
        () -> {
          long heldNow = worker.leaseTime();
          readBack(
              state -> {
                if (holds(state)) {
                  forkWhileHeld(heldNow);
                } else {
                  over();
                }
              });
        });
  }

  /** As LeaseCheck.holdsNow: an answer that was read late, after a freeze, says nothing. */
  private void ifHeldNow(Runnable then, Runnable otherwise) {
    worker.beatNow(
        () -> {
          long held = worker.leaseTime();
          readBack(
              state -> {
                if (!holds(state)) {
                  otherwise.run();
                } else if (worker.certainFor(held) > 0 || !world.has(Mend.FRESH_READ_BACK)) {
                  then.run();
                } else {
                  ifHeldNow(then, otherwise);
                }
              });
        });
  }

  private void fork(long deadline) {
    isForking = true;
    worker.process().after(world.time().between(3, 10), () -> exec(deadline));
  }

  private void exec(long deadline) {
    isForking = false;
    boolean isLate = worker.leaseTime() > deadline;
    if (stop.why().isPresent() || isLate && world.has(Mend.DEADLINE_BEFORE_EXEC)) {
      publish();
      return;
    }
    child = new SimulatedChild(world, claim, worker, () -> worker.process().after(5, this::ended));
    child.start(job.runMillis());
  }

  private void ended() {
    worker.process().after(world.time().between(5, 300), this::publish);
  }

  /** Ends it: at once, or with the grace that a TERM gives. */
  void stop(Why why) {
    stop.raise(why);
    if (child != null && child.isAlive()) {
      long grace = stop.why().get().isImmediate() ? 150 : world.time().between(50, 8_000);
      worker.process().after(grace, child::kill);
    }
  }

  private boolean isImmediate() {
    return stop.why().filter(Why::isImmediate).isPresent();
  }

  private void publish() {
    if (isImmediate()) {
      sayGivenUp();
    } else if (!world.has(Mend.FENCED_PUBLISH) || job.isRepeatable()) {
      published(); // what a Java handler does is done: only the fold fences its end
    } else {
      isAskingToPublish = true;
      ifHeldNow(this::published, this::over);
    }
  }

  private void published() {
    if (!job.isRepeatable()) {
      world.witness().published(claim, worker);
    }
    isRunning = false;
    say(event());
  }

  private void sayGivenUp() {
    isRunning = false;
    if (stop.why().get() == Why.ABANDONED) {
      say(EndTeller.abandoned(claim, world.wallClock(), worker.id()));
    } else {
      over();
    }
  }

  private JobEvent event() {
    Why why = stop.why().orElse(null);
    if (why == Why.CANCELLED) {
      return cancelled();
    }
    if (why == Why.WORKER_STOPPING) {
      return new AttemptEnded(
          world.wallClock(), claim.attempt(), claim.lease(), Reason.WORKER_STOPPING, "stops", null);
    }
    Reason failure = child == null || !child.isByItself() ? Reason.INFRASTRUCTURE : job.failure();
    if (failure == null) {
      return new Completed(world.wallClock(), claim.attempt(), claim.lease(), JobResult.NONE);
    }
    return failed(failure);
  }

  private JobEvent failed(Reason reason) {
    return new Verdict(
            claim.lane().brief().retries(), claim.lane().charge(), Instant.MAX, RetryTimes.DEFAULT)
        .failed(
            new Verdict.Attempt(claim.attempt(), claim.lease(), world.wallClock()),
            new Outcome.Failed(reason, "failed", JobResult.NONE),
            world.time().random());
  }

  private Cancelled cancelled() {
    return new Cancelled(
        world.wallClock(), claim.attempt(), claim.lease(), "ann", "enough", JobResult.NONE);
  }

  private void say(JobEvent event) {
    world
        .broker()
        .append(worker.process(), claim.job(), event)
        .whenComplete(
            (offset, failure) -> {
              if (failure == null) {
                said();
              } else {
                worker.process().after(1_000, () -> say(event));
              }
            });
  }

  private void said() {
    if (!world.has(Mend.ONE_END)) {
      world.broker().append(worker.process(), claim.job(), failed(Reason.RUN_FAILED));
    }
    over();
  }

  private void over() {
    isRunning = false;
    worker.over(this);
  }

  void workerSlept() {
    if (child != null && child.isAlive()) {
      child.workerSlept();
    }
  }

  void workerDied() {
    if (child != null && child.isAlive()) {
      child.workerDied();
    }
  }
}
