package dev.handoff.worker.execution;

import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.loop.EventLoop;
import java.util.Optional;
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

    /**
     * What runs the steps of the admission while {@link #runOnceAdmitted} works; empty: the work
     * does not begin before the attempt is admitted.
     */
    default Optional<EventLoop> besideEarlyWork(Claim claim) {
      return Optional.empty();
    }

    /**
     * Like {@link #run}, for an attempt that is not admitted yet: what can be made ready meanwhile
     * is. Completes with nothing if it is not admitted; then nothing of the job has run.
     *
     * @param admitted the job as read from the log; empty: the attempt may not run
     */
    default CompletableFuture<Optional<AttemptOutcome>> runOnceAdmitted(
        Claim claim,
        CompletableFuture<Optional<JobState>> admitted,
        CompletableFuture<Long> onLog) {
      throw new IllegalStateException("this work does not begin early");
    }

    /** Removes the files that the attempt has left; called once its end is sent. */
    default void removeFiles() {}
  }

  /**
   * Completes when the end of the attempt is on the log, or when the claim turns out to be void.
   *
   * @param onLog the offset of the claim's {@code Started}; fails if the worker gives up the claim
   * @param loop runs the steps
   */
  public CompletableFuture<Void> run(
      Claim claim, CompletableFuture<Long> onLog, Work work, EventLoop loop) {
    Optional<EventLoop> beside = work.besideEarlyWork(claim);
    if (beside.isPresent() && admission.permits(claim)) {
      return work.runOnceAdmitted(claim, admission.admits(claim, onLog, false, beside.get()), onLog)
          .thenComposeAsync(
              outcome ->
                  outcome.isPresent()
                      ? publish(claim, onLog, outcome.get(), work, loop)
                      : CompletableFuture.completedFuture(null),
              loop);
    }
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
    return work.run(claim, job, onLog)
        .thenComposeAsync(outcome -> publish(claim, onLog, outcome, work, loop), loop);
  }

  private CompletableFuture<Void> publish(
      Claim claim,
      CompletableFuture<Long> onLog,
      AttemptOutcome outcome,
      Work work,
      EventLoop loop) {
    failPoint.reached(FailPoint.Step.AFTER_OUTPUT);
    CompletableFuture<Void> ended = ends.publish(claim, outcome, onLog, loop);
    if (!work.isRepeatable(claim)) {
      loop.execute(work::removeFiles); // behind the step that appends the end
    }
    return failPoint.isOff()
        ? ended
        : ended.thenRunAsync(() -> failPoint.reached(FailPoint.Step.AFTER_TERMINAL), loop);
  }
}
