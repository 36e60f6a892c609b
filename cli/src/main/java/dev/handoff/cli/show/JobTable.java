package dev.handoff.cli.show;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.cli.console.RelativeTime;
import dev.handoff.cli.console.StateColor;
import dev.handoff.cli.console.Table;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Formats many jobs for people, one row each. */
final class JobTable {

  private final Table table =
      new Table("JOB", "STATE", "SUBMITTED", "TOOK", "LANE", "ATTEMPT", "TITLE");
  private final Instant now;

  JobTable(Instant now) {
    this.now = now;
  }

  void add(JobSummary job) {
    JobState state = job.state();
    table.add(
        job.job().text(),
        state(job),
        RelativeTime.of(job.job().submittedAt(), now),
        took(state),
        state.submitted() == null ? "" : state.submitted().lane(),
        state.lastAttempt() == null
            ? ""
            : state.lastAttempt().number() + " on " + state.lastAttempt().worker(),
        job.title() == null ? "" : job.title());
  }

  private String state(JobSummary job) {
    JobState state = job.state();
    if (state.isCancelling()) {
      return "running: stopping";
    }
    if (state.status() == JobStatus.RUNNING && state.progress() != null) {
      Progressed progress = state.progress();
      String percent = progress.percent() == null ? "" : " " + progress.percent() + " %";
      String phase = Objects.requireNonNullElse(progress.phase(), "progress");
      return "running: " + phase + percent;
    }
    if (state.status() == JobStatus.QUEUED && !state.inLane() && job.view().dueAt() != null) {
      return "queued: due " + RelativeTime.of(job.view().dueAt(), now);
    }
    return state.reason() == null
        ? state.status().label()
        : state.status().label() + ": " + state.reason().label();
  }

  private String took(JobState state) {
    if (state.attempts().isEmpty()) {
      return "";
    }
    Instant end = state.end() == null ? now : state.end().at();
    Duration took = Duration.between(state.attempts().get(0).startedAt(), end);
    return RelativeTime.rough(took.isNegative() ? Duration.ZERO : took);
  }

  /**
   * @param isColored whether states may be coloured
   */
  List<String> lines(boolean isColored) {
    return isColored ? table.lines().stream().map(StateColor::of).toList() : table.lines();
  }
}
