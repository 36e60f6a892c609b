package dev.handoff.worker.execution;

import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.loop.EventLoop;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a claim through its slot: checks the lease, runs the attempt, publishes its outcome. No
 * thread of its own.
 */
public final class SlotRun {

  private final Admission admission;
  private final OutcomePublisher ends;
  private final FailPoint failPoint;

  public SlotRun(Admission admission, OutcomePublisher ends, FailPoint failPoint) {
    this.admission = admission;
    this.ends = ends;
    this.failPoint = failPoint;
  }

  /** The work of an attempt. A port: processes and handlers in production. */
  public interface Work {

    /** Whether it may run twice at once, so that the log need not be read before. */
    boolean isRepeatable(Claim claim);

    /**
     * Runs the attempt to its end. All of its processes have ended when this completes.
     *
     * @param job as read from the log; unknown if it did not have to be read
     * @param onLog as that of {@link SlotRun#run}
     */
    public CompletableFuture<AttemptOutcome> run(
        Claim claim, JobState job, CompletableFuture<Long> onLog);
  }

  /**
   * Completes when the end of the attempt is on the log, or when the claim turns out to be void.
   *
   * @param onLog the offset of the claim's {@code Started}; fails if the worker gives up the claim
   * @param loop runs the steps
   */
  public CompletableFuture<Void> run(
      Claim claim, CompletableFuture<Long> onLog, Work work, EventLoop loop) {
    return admission
        .admits(claim, onLog, work.isRepeatable(claim), loop)
        .thenComposeAsync(
            admitted ->
                admitted.isPresent()
                    ? runAdmitted(claim, onLog, admitted.get(), work, loop)
                    : CompletableFuture.completedFuture(null),
            loop);
  }

  private CompletableFuture<Void> runAdmitted(
      Claim claim, CompletableFuture<Long> onLog, JobState job, Work work, EventLoop loop) {
    CompletableFuture<Void> ended =
        work.run(claim, job, onLog)
            .thenComposeAsync(
                outcome -> {
                  failPoint.reached(FailPoint.Step.AFTER_OUTPUT);
                  return ends.publish(claim, outcome, onLog, loop);
                },
                loop);
    return failPoint.isOff()
        ? ended
        : ended.thenRunAsync(() -> failPoint.reached(FailPoint.Step.AFTER_TERMINAL), loop);
  }
}
