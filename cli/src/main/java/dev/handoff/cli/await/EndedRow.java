package dev.handoff.cli.await;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.console.RelativeTime;
import dev.handoff.job.AttemptState;
import java.time.Duration;

/** Formats the row that is printed when one of several jobs has ended. */
final class EndedRow {

  private EndedRow() {}

  static String row(JobView view) {
    String state =
        view.state().reason() == null
            ? view.status().label()
            : view.status().label() + ": " + view.state().reason().label();
    String title = view.state().submitted() == null ? "" : view.state().submitted().brief().title();
    return PlainLine.of("%-24s %8s  %s  %s".formatted(state, took(view), view.job(), title))
        .replace('\n', ' ')
        .stripTrailing();
  }

  /** The time since the first start; empty if the job never started. */
  private static String took(JobView view) {
    if (view.state().attempts().isEmpty() || view.state().end() == null) {
      return "";
    }
    AttemptState first = view.state().attempts().get(0);
    Duration took = Duration.between(first.startedAt(), view.state().end().at());
    return RelativeTime.rough(took.isNegative() ? Duration.ZERO : took);
  }
}
