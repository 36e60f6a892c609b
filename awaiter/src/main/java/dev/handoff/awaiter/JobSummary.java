package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * A job in a list of many.
 *
 * @param title null if its submission was not seen
 * @param template where its brief came from, if it says so
 * @param state without texts, checks and result
 */
public record JobSummary(
    JobId job, @Nullable String title, @Nullable String template, JobState state) {

  /** A job whose brief was made from no template. */
  public JobSummary(JobId job, @Nullable String title, JobState state) {
    this(job, title, null, state);
  }

  static JobSummary unknown(JobId job) {
    return new JobSummary(job, null, JobState.UNKNOWN);
  }

  public JobView view() {
    return new JobView(job, state);
  }
}
