package dev.handoff.awaiter;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.time.Instant;

/** A job as its events tell it up to some moment. */
public record JobView(JobId job, JobState state) {

  public JobStatus status() {
    return state.status();
  }

  /** What it produced; empty while it has not ended. */
  public JobResult result() {
    return state.result();
  }

  /**
   * While it waits for another attempt, when that is due; else the due time that it was submitted
   * with. Null if there is none.
   */
  public Instant dueAt() {
    AttemptState last = state.lastAttempt();
    if (state.status() == JobStatus.QUEUED && last != null && last.retryAt() != null) {
      return last.retryAt();
    }
    return state.submitted() == null ? null : state.submitted().notBefore();
  }
}
