package dev.handoff.awaiter;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job as of some moment, by its events up to then. */
public record JobView(JobId job, JobState state) {

  public JobStatus status() {
    return state.status();
  }

  /** The result; empty while it has not ended. */
  public JobResult result() {
    return state.result();
  }

  /** The due time of the next attempt while it waits for one; else the due time from its submit. */
  public @Nullable Instant dueAt() {
    AttemptState last = state.lastAttempt();
    if (state.status() == JobStatus.QUEUED && last != null && last.retryAt() != null) {
      return last.retryAt();
    }
    return state.submitted() == null ? null : state.submitted().notBefore();
  }
}
