package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.util.Objects;
import java.util.StringJoiner;

/** Where a job stands, in one line without a word of the job itself. Pure. */
public final class StatusText {

  private StatusText() {}

  /** As in {@code running, attempt 1 on worker-7, verify 40 %}. */
  public static String of(JobView view) {
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
    if (!state.status().isTerminal() && state.isCancelling()) {
      line.add("stopping");
    } else if (!state.status().isTerminal() && state.progress() != null) {
      line.add(phase(state.progress()));
    }
    return PlainText.one(line.toString());
  }

  /** The same with what a waiting job waits for. */
  static String of(JobView view, QueuePosition position) {
    String lane = view.state().submitted() == null ? "" : view.state().submitted().lane();
    String waitsFor = position.text(lane);
    return waitsFor.isEmpty() ? of(view) : of(view) + ", " + PlainText.one(waitsFor);
  }

  private static String phase(Progressed progress) {
    String phase = Objects.requireNonNullElse(progress.phase(), "in progress");
    return progress.percent() == null ? phase : phase + " " + progress.percent() + " %";
  }
}
