package dev.handoff.awaiter;

import dev.handoff.job.AttemptState;
import dev.handoff.job.InvisibleText;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Where a job stands, in one line for people and models. Pure. */
public final class StatusLine {

  private StatusLine() {}

  /**
   * As in {@code running, attempt 1 on worker-7, verify}.
   *
   * @param doing what the attempt of a live job does; null: nothing is known of it
   */
  public static String of(JobView view, @Nullable String doing) {
    JobState state = view.state();
    StringJoiner line = new StringJoiner(", ");
    line.add(
        state.reason() == null
            ? state.status().label()
            : state.status().label() + ": " + state.reason().label());
    if (state.status() == JobStatus.QUEUED && view.dueAt() != null) {
      line.add("due " + view.dueAt());
    }
    AttemptState attempt = state.lastAttempt();
    if (attempt != null) {
      line.add("attempt " + attempt.number() + " on " + attempt.worker());
    }
    if (!state.status().isTerminal() && doing != null) {
      line.add(doing);
    }
    return InvisibleText.plainLine(line.toString());
  }
}
