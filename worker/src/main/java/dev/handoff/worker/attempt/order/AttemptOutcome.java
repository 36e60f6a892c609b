package dev.handoff.worker.attempt.order;

import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.child.StopSignal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How an attempt ended: a closed set, each with the results so far. */
public sealed interface AttemptOutcome {

  JobResult result();

  /** The work is done and every check passed. */
  record Completed(JobResult result) implements AttemptOutcome {}

  /**
   * @param message one or more lines for people: what happened and what to do
   * @param retryAt the time before which it would fail again, if that is known
   */
  record Failed(Reason reason, String message, JobResult result, @Nullable Instant retryAt)
      implements AttemptOutcome {

    public Failed(Reason reason, String message, JobResult result) {
      this(reason, message, result, null);
    }
  }

  /** The attempt was stopped, and none of its processes is alive. */
  record Stopped(StopSignal.Why why, JobResult result) implements AttemptOutcome {}
}
