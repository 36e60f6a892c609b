package dev.handoff.worker.simulation;

import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.child.Fence;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.execution.SlotRun;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.loop.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The work of a simulated job: some time and one child. */
final class SimulatedAttempt implements SlotRun.Work {

  private final World world;
  private final SimulatedWorker worker;
  private final SimulatedProcess process;
  private final Claim claim;
  private final SimulatedJob job;
  private final SimulatedHost loop;
  private final StopSignal stop = new StopSignal();
  private final CompletableFuture<AttemptOutcome> outcome = new CompletableFuture<>();
  private SimulatedChild child;
  private boolean isRunning;
  private boolean isForking;
  private boolean isAskingToPublish;

  SimulatedAttempt(World world, SimulatedWorker worker, Claim claim) {
    this.world = world;
    this.worker = worker;
    this.process = worker.process();
    this.claim = claim;
    this.job = world.job(claim.job());
    this.loop = new SimulatedHost(world, process);
  }

  @Override
  public boolean isRepeatable(Claim ofThis) {
    return job.isRepeatable();
  }

  @Override
  public CompletableFuture<AttemptOutcome> run(
      Claim ofThis, JobState read, CompletableFuture<Long> onLog) {
    isRunning = true;
    worker.running().began(claim, onLog, this::stop);
    process.after(job.prepareMillis(claim.attempt()), this::launch);
    return outcome;
  }

  @Override
  public Optional<EventLoop> besideEarlyWork(Claim ofThis) {
    return mayPrepareEarly(ofThis, job) ? Optional.of(loop) : Optional.empty();
  }

  /** As {@code CommandRun} has it. */
  static boolean mayPrepareEarly(Claim claim, SimulatedJob job) {
    return claim.isFresh() && claim.attempt() == 1 && !job.isHandler();
  }

  @Override
  public CompletableFuture<Optional<AttemptOutcome>> runOnceAdmitted(
      Claim ofThis, CompletableFuture<Optional<JobState>> admitted, CompletableFuture<Long> onLog) {
    worker
        .running()
        .began(
            claim,
            onLog,
            why -> {
              if (why != Why.ABANDONED || isRunning) {
                stop(why);
              }
            });
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    process.after(job.prepareMillis(claim.attempt()), () -> prepared.complete(null));
    return admitted
        .thenApply(
            read -> {
              isRunning = read.isPresent();
              return read;
            })
        .thenCombine(prepared, (read, done) -> read)
        .thenCompose(read -> runIf(read.isPresent()));
  }

  private CompletableFuture<Optional<AttemptOutcome>> runIf(boolean isAdmitted) {
    if (!isAdmitted) {
      worker.running().ended(claim);
      return CompletableFuture.completedFuture(Optional.empty());
    }
    launch();
    return outcome.thenApply(Optional::of);
  }

  private void launch() {
    if (stop.why().isPresent()) {
      ended();
    } else if (job.isHandler()) {
      fork(Long.MAX_VALUE); // a Java handler does not check the lease
    } else {
      worker
          .leaseCheck()
          .mayStartUntil(claim, loop)
          .thenAccept(
              until -> {
                if (Fence.beforeStart(stop, until).isPresent()) {
                  ended();
                } else {
                  fork(until.get().toNanos());
                }
              });
    }
  }

  private void fork(long deadline) {
    isForking = true;
    process.after(world.time().between(3, 10), () -> exec(deadline));
  }

  /** Starts the child like the supervisor does. */
  private void exec(long deadline) {
    isForking = false;
    if (loop.nanoTime() > deadline && world.has(Safeguard.DEADLINE_BEFORE_EXEC)) {
      stop.raise(Why.LEASE_LOST);
    }
    if (stop.why().isPresent()) {
      ended();
      return;
    }
    child = new SimulatedChild(world, claim, worker, () -> process.after(5, this::judge));
    child.start(job.runMillis());
  }

  private void judge() {
    process.after(world.time().between(5, 300), this::ended);
  }

  /** Stops at once, or after the grace period of a TERM. */
  private void stop(Why why) {
    if (why == Why.ABANDONED && !world.has(Safeguard.ABANDON)) {
      return;
    }
    stop.raise(why);
    if (child != null && child.isAlive()) {
      long grace = why.isImmediate() ? 150 : world.time().between(50, 8_000);
      process.after(grace, child::kill);
    }
  }

  private void ended() {
    boolean isAsked = !job.isHandler() && stop.why().filter(Why::isImmediate).isEmpty();
    isAskingToPublish = isAsked;
    (isAsked ? worker.leaseCheck().holdsNow(claim, loop) : CompletableFuture.completedFuture(true))
        .thenAccept(holds -> published(Fence.beforePublish(stop, holds)));
  }

  private void published(Optional<Why> refused) {
    if (refused.isEmpty() && !job.isHandler()) {
      world.witness().published(claim, worker);
    }
    isRunning = false;
    worker.running().ended(claim);
    outcome.complete(outcome(refused.or(stop::why)));
  }

  private AttemptOutcome outcome(Optional<Why> stopped) {
    if (stopped.isPresent()) {
      return new AttemptOutcome.Stopped(stopped.get(), JobResult.NONE);
    }
    Reason failure = child.isByItself() ? job.failure() : Reason.INFRASTRUCTURE;
    return failure == null
        ? new AttemptOutcome.Completed(JobResult.NONE)
        : new AttemptOutcome.Failed(failure, "failed", JobResult.NONE);
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

  /** Whether the attempt was stopped because its lease is lost. */
  boolean hasLostLease() {
    return stop.why().equals(Optional.of(Why.LEASE_LOST));
  }

  /** Whether it can be stopped: from the read-back to the end of its child. */
  boolean isRunning() {
    return isRunning;
  }

  /** Whether it is between the last check of the lease and the start of the child. */
  boolean isForking() {
    return isForking;
  }

  boolean isAskingToPublish() {
    return isAskingToPublish && isRunning;
  }
}
