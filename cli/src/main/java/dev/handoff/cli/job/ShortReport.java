package dev.handoff.cli.job;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobState;

/** A report for a job that stored none: of a Java handler, or ended before it started. */
public final class ShortReport {

  private ShortReport() {}

  public static String of(JobView view) {
    JobState state = view.state();
    StringBuilder text = new StringBuilder();
    String title =
        state.submitted() == null ? view.job().text() : state.submitted().brief().title();
    text.append("# ").append(PlainLine.one(title)).append("\n\n");
    text.append("**").append(StatusText.line(view)).append("** (").append(view.job()).append(")\n");
    if (state.submitted() != null) {
      text.append("\nGoal: ").append(PlainLine.of(state.submitted().brief().goal())).append('\n');
    }
    if (state.end() instanceof Failed failed && failed.message() != null) {
      text.append('\n').append(PlainLine.of(failed.message())).append('\n');
    }
    if (state.end() instanceof Cancelled cancelled) {
      String by = cancelled.by() == null ? "" : " by " + PlainLine.of(cancelled.by());
      String why = cancelled.why() == null ? "" : ": " + PlainLine.of(cancelled.why());
      text.append("\nCancelled").append(by).append(why).append('\n');
    }
    if (view.result().value() != null) {
      text.append("\n```json\n")
          .append(PlainLine.json(view.result().value().toPrettyString()))
          .append("\n```\n");
    }
    for (AttemptState attempt : state.attempts()) {
      if (attempt.reason() != null && attempt.message() != null && state.attempts().size() > 1) {
        text.append("\nAttempt ")
            .append(attempt.number())
            .append(": ")
            .append(attempt.reason().label())
            .append(": ")
            .append(PlainLine.of(attempt.message()))
            .append('\n');
      }
    }
    return text.toString();
  }
}
