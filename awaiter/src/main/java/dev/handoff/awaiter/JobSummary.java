package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * A job in a list of many.
 *
 * @param title null if its submission was not seen
 * @param state without texts, checks and result
 */
public record JobSummary(JobId job, @Nullable String title, JobState state) {

  static JobSummary unknown(JobId job) {
    return new JobSummary(job, null, JobState.UNKNOWN);
  }

  public JobView view() {
    return new JobView(job, state);
  }
}
