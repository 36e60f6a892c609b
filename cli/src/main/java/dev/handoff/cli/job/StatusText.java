package dev.handoff.cli.job;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.awaiter.StatusLine;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.console.RelativeTime;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobState;
import java.time.Instant;
import java.util.Optional;

/** Formats the state of a job for people. */
public final class StatusText {

  private StatusText() {}

  /** One line: {@code running, attempt 1 on worker-7, verify}. */
  public static String line(JobView view) {
    return StatusLine.of(view, phase(view.state()).orElse(null));
  }

  /** The phase of the current attempt, as far as it has reported one. */
  public static Optional<String> phase(JobState state) {
    return Optional.ofNullable(state.progress()).map(Progressed::phase);
  }

  public static String of(JobView view, QueuePosition queuePosition) {
    String waitsFor =
        view.state().submitted() == null ? "" : queuePosition.text(view.state().submitted().lane());
    return waitsFor.isEmpty() ? of(view) : of(view) + ": " + PlainLine.one(waitsFor);
  }

  public static String of(JobView view) {
    JobState state = view.state();
    StringBuilder text = new StringBuilder();
    text.append("%-10s %s%n".formatted("job", view.job()));
    if (state.submitted() != null) {
      text.append(
          "%-10s %s%n".formatted("title", PlainLine.one(state.submitted().brief().title())));
      text.append("%-10s %s%n".formatted("lane", PlainLine.one(state.submitted().lane())));
      text.append("%-10s %s%n".formatted("submitted", when(state.submitted().at())));
    }
    if (state.submitted() != null && state.submitted().retryOf() != null) {
      text.append("%-10s %s%n".formatted("retry of", state.submitted().retryOf()));
    }
    if (view.dueAt() != null) {
      text.append("%-10s %s%n".formatted("due", when(view.dueAt())));
    }
    AttemptState attempt = state.lastAttempt();
    if (attempt != null) {
      text.append("%-10s %s%n".formatted("started", when(attempt.startedAt())));
    }
    if (state.end() != null) {
      text.append("%-10s %s%n".formatted("ended", when(state.end().at())));
    }
    text.append("%-10s %s".formatted("state", line(view)));
    return text.toString();
  }

  private static String when(Instant instant) {
    return "%s (%s)".formatted(instant, RelativeTime.of(instant, Instant.now()));
  }
}
