package dev.handoff.cli.await;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.console.RelativeTime;
import dev.handoff.cli.job.StatusText;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Objects;
import java.util.StringJoiner;

/** Formats where the awaited jobs stand, in one line. */
final class StatusLine {

  private static final int MAX_TEXT = 160;

  private StatusLine() {}

  /**
   * @param lastOutput the last line that the job has printed; may be empty
   */
  static String of(JobView view, QueuePosition queuePosition, String lastOutput, Instant now) {
    String line =
        switch (view.status()) {
          case QUEUED -> waiting(view, queuePosition, now);
          case RUNNING -> running(view.state(), lastOutput, now);
          case UNKNOWN, COMPLETED, FAILED, CANCELLED -> view.status().label();
        };
    return PlainLine.of(line).replaceAll("\\s+", " ");
  }

  /** Without times and output, which are unknown while no broker answers. */
  static String lastSeen(JobView view) {
    JobState state = view.state();
    AttemptState attempt = state.lastAttempt();
    if (view.status() != JobStatus.RUNNING || attempt == null) {
      return of(view, QueuePosition.UNKNOWN, "", Instant.now());
    }
    StringJoiner line = new StringJoiner(", ");
    line.add("attempt " + attempt.number());
    if (state.isCancelling()) {
      line.add("stopping");
    } else {
      StatusText.phase(state).ifPresent(line::add);
    }
    return PlainLine.one(line.toString());
  }

  private static String waiting(JobView view, QueuePosition queuePosition, Instant now) {
    String again = view.state().attempts().isEmpty() ? "" : " again";
    if (view.dueAt() != null && !view.state().inLane()) {
      String due = view.dueAt().truncatedTo(ChronoUnit.SECONDS).toString();
      return "waiting" + again + ": due " + due + ", " + RelativeTime.of(view.dueAt(), now);
    }
    String lane = view.state().submitted() == null ? "" : view.state().submitted().lane();
    String where = queuePosition.text(lane);
    return "waiting for a worker" + again + (where.isEmpty() ? "" : ": " + where);
  }

  private static String running(JobState state, String lastOutput, Instant now) {
    AttemptState attempt =
        Objects.requireNonNull(state.lastAttempt(), "a running job has an attempt");
    StringJoiner line = new StringJoiner(", ");
    line.add("attempt " + attempt.number() + " on " + attempt.worker());
    if (state.isCancelling()) {
      line.add("stopping");
    } else if (state.progress() != null) {
      line.add(progress(state.progress()));
    }
    line.add("for " + RelativeTime.rough(positive(Duration.between(attempt.startedAt(), now))));
    return lastOutput.isEmpty() ? line.toString() : line + ", last output: " + cut(lastOutput);
  }

  private static String progress(Progressed progress) {
    String percent = progress.percent() == null ? "" : " " + progress.percent() + " %";
    String message = progress.message() == null ? "" : ": " + cut(progress.message());
    return Objects.requireNonNullElse(progress.phase(), "progress") + percent + message;
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + " …";
  }

  /** The worker's clock may be ahead. */
  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  /**
   * Formats where several jobs stand.
   *
   * @param all number of awaited jobs, also those without an event so far
   * @param trouble what the first waiting job waits for; may be empty
   */
  static String ofMany(Collection<JobView> views, int all, String trouble) {
    long ended = views.stream().filter(view -> view.status().isTerminal()).count();
    long running = count(views, JobStatus.RUNNING);
    long queued = count(views, JobStatus.QUEUED);
    StringJoiner line = new StringJoiner(", ");
    line.add(ended + " of " + all + " ended");
    if (running > 0) {
      line.add(running + " running");
    }
    if (queued > 0) {
      line.add(queued + " waiting" + (trouble.isEmpty() ? "" : " (" + trouble + ")"));
    }
    return line.toString();
  }

  private static long count(Collection<JobView> views, JobStatus status) {
    return views.stream().filter(view -> view.status() == status).count();
  }
}
