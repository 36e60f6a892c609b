package dev.handoff.worker.execution;

import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.handler.HandlerRun;
import dev.handoff.worker.log.Claim;
import java.util.concurrent.CompletableFuture;

/** Runs attempts on the slot's own thread: by child processes, or by a Java handler. */
public final class SlotWork implements SlotRun.Work {

  private final HandlerRun handlers;
  private final CommandRun commands;
  private final OutcomePublisher ends;
  private final SlotLoop loop;

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
              : commands.run(claim, job, loop));
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
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
