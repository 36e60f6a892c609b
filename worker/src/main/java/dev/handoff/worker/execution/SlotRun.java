package dev.handoff.worker.execution;

import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.order.Outcome;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.loop.EventLoop;
import java.util.concurrent.CompletableFuture;

/**
 * What happens in a slot: is the claim ours, run the attempt, say how it ended. No thread of its
 * own.
 */
public final class SlotRun {

  private final Admission admission;
  private final EndTeller ends;
  private final FailPoint failPoint;

  public SlotRun(Admission admission, EndTeller ends, FailPoint failPoint) {
    this.admission = admission;
    this.ends = ends;
    this.failPoint = failPoint;
  }

  /** The work of an attempt. A port: processes and handlers in production. */
  public interface Work {

    /** Whether it may run twice at once, so that the log need not be asked before. */
    boolean isRepeatable(Claim claim);

    /**
     * Runs to its end; nothing of it lives any more when it is done.
     *
     * @param job as the log has it, unknown if nobody had to read it
     */
    public CompletableFuture<Outcome> run(Claim claim, JobState job);
  }

  /**
   * Done when the attempt is over and the log says so, or the claim turns out to be void.
   *
   * @param loop where the steps run
   */
  public CompletableFuture<Void> run(Claim claim, Work work, EventLoop loop) {
    return admission
        .admits(claim, work.isRepeatable(claim), loop)
        .thenComposeAsync(
            admitted ->
                admitted.isPresent()
                    ? runAdmitted(claim, admitted.get(), work, loop)
                    : CompletableFuture.completedFuture(null),
            loop);
  }

  private CompletableFuture<Void> runAdmitted(
      Claim claim, JobState job, Work work, EventLoop loop) {
    return work.run(claim, job)
        .thenComposeAsync(
            outcome -> {
              failPoint.reached(FailPoint.Step.AFTER_OUTPUT);
              return ends.say(claim, outcome, loop);
            },
            loop)
        .thenRun(() -> failPoint.reached(FailPoint.Step.AFTER_TERMINAL));
  }
}
