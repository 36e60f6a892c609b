package dev.handoff.worker.execution;

import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.order.Outcome;
import dev.handoff.worker.handler.HandlerRun;
import dev.handoff.worker.log.Claim;
import java.util.concurrent.CompletableFuture;

/** Runs attempts on the slot's own thread: by child processes, or by a Java handler. */
public final class SlotWork implements SlotRun.Work {

  private final HandlerRun handlers;
  private final CommandRun commands;
  private final EndTeller ends;
  private final SlotLoop loop;

  /**
   * @param loop of the calling thread
   */
  public SlotWork(HandlerRun handlers, CommandRun commands, EndTeller ends, SlotLoop loop) {
    this.handlers = handlers;
    this.commands = commands;
    this.ends = ends;
    this.loop = loop;
  }

  @Override
  public boolean isRepeatable(Claim claim) {
    return claim.lane().brief().run() instanceof RunHandler handler
        && handlers.isRepeatable(handler);
  }

  @Override
  public CompletableFuture<Outcome> run(Claim claim, JobState job) {
    try {
      return CompletableFuture.completedFuture(
          claim.lane().brief().run() instanceof RunHandler handler
              ? handlers.run(claim, handler, timedOut -> ends.sayNow(claim, timedOut))
              : commands.run(claim, job, loop));
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
