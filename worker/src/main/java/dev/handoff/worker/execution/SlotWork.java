package dev.handoff.worker.execution;

import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.handler.HandlerRun;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.loop.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs attempts on the slot's own thread: by child processes, or by a Java handler. */
public final class SlotWork implements SlotRun.Work {

  private final HandlerRun handlers;
  private final CommandRun commands;
  private final OutcomePublisher ends;
  private final SlotLoop loop;

  // Owned by the slot's thread.
  private AttemptRunner.@Nullable Ended ended;

  /**
   * @param loop of the calling thread
   */
  public SlotWork(HandlerRun handlers, CommandRun commands, OutcomePublisher ends, SlotLoop loop) {
    this.handlers = handlers;
    this.commands = commands;
    this.ends = ends;
    this.loop = loop;
  }

  @Override
  public boolean isRepeatable(Claim claim) {
    return handlers.isRepeatable(claim);
  }

  @Override
  public CompletableFuture<AttemptOutcome> run(
      Claim claim, JobState job, CompletableFuture<Long> onLog) {
    try {
      return CompletableFuture.completedFuture(
          claim.lane().brief().run() instanceof RunHandler handler
              ? handlers.run(claim, handler, onLog, timedOut -> timedOut(claim, onLog, timedOut))
              : runCommand(claim, Admittance.of(job), onLog).orElseThrow());
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Optional<AttemptOutcome> runCommand(
      Claim claim, Admittance admittance, CompletableFuture<Long> onLog)
      throws InterruptedException {
    ended = commands.run(claim, admittance, onLog, loop).orElse(null);
    return Optional.ofNullable(ended).map(AttemptRunner.Ended::outcome);
  }

  @Override
  public Optional<EventLoop> besideEarlyWork(Claim claim) {
    return CommandRun.mayPrepareEarly(claim) ? Optional.of(commands.beside()) : Optional.empty();
  }

  @Override
  public CompletableFuture<Optional<AttemptOutcome>> runOnceAdmitted(
      Claim claim, CompletableFuture<Optional<JobState>> admitted, CompletableFuture<Long> onLog) {
    try {
      return CompletableFuture.completedFuture(runCommand(claim, new Admittance(admitted), onLog));
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void removeFiles() {
    AttemptRunner.Ended files = ended;
    ended = null;
    if (files != null) {
      files.close();
    }
  }

  /** A handler that started early may be out of time before its claim is on the log. */
  private void timedOut(
      Claim claim, CompletableFuture<Long> onLog, AttemptOutcome.Failed timedOut) {
    if (onLog.isDone()) {
      ends.publishBestEffort(claim, timedOut);
    } else {
      onLog.thenRunAsync(() -> ends.publishBestEffort(claim, timedOut));
    }
  }
}
