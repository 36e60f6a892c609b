package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;

/** A job as its events tell it up to some moment. */
public record JobView(JobId job, JobState state) {

  public JobStatus status() {
    return state.status();
  }

  /** What it produced; empty while it has not ended. */
  public JobResult result() {
    return state.result();
  }
}
