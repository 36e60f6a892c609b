package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.awaiter.StatusLine;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobState;
import java.util.Objects;

/** Where a job stands, in one line without a word of the job itself. Pure. */
public final class StatusText {

  private StatusText() {}

  /** As in {@code running, attempt 1 on worker-7, verify 40 %}. */
  public static String of(JobView view) {
    JobState state = view.state();
    String doing = null;
    if (state.isCancelling()) {
      doing = "stopping";
    } else if (state.progress() != null) {
      doing = phase(state.progress());
    }
    return StatusLine.of(view, doing);
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
