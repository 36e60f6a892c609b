package dev.handoff.cli;

import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** Says on stderr what becomes of a job while a command waits for it: one line for each change. */
final class Progress implements Consumer<JobView> {

  private final PrintWriter err;
  private final long startedAt = System.nanoTime();

  // Guarded by this.
  private String lastLine;
  private int checksTold;

  Progress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public synchronized void accept(JobView view) {
    JobState state = view.state();
    for (CheckResult check : state.checks().stream().skip(checksTold).toList()) {
      say(
          "check %s: %s (%.1f s)"
              .formatted(check.name(), check.verdict().name().toLowerCase(), check.seconds()));
    }
    checksTold = state.checks().size();
    String line = line(view);
    if (!Objects.equals(line, lastLine)) {
      lastLine = line;
      say(line);
    }
  }

  private static String line(JobView view) {
    JobState state = view.state();
    return switch (state.status()) {
      case QUEUED -> waiting(view);
      case RUNNING -> running(state);
      case UNKNOWN, COMPLETED, FAILED, CANCELLED -> state.status().label();
    };
  }

  private static String waiting(JobView view) {
    String again = view.state().attempts().isEmpty() ? "" : " again";
    boolean isDueLater = view.dueAt() != null && !view.state().inLane();
    return isDueLater ? "waiting until " + view.dueAt() + again : "waiting for a worker" + again;
  }

  private static String running(JobState state) {
    String worker =
        "attempt " + state.lastAttempt().number() + " on " + state.lastAttempt().worker();
    if (state.isCancelling()) {
      return worker + ": stopping";
    }
    Progressed progress = state.progress();
    if (progress == null) {
      return worker;
    }
    String percent = progress.percent() == null ? "" : " " + progress.percent() + " %";
    String message = progress.message() == null ? "" : ": " + PlainLine.of(progress.message());
    return worker + ", " + progress.phase() + percent + message;
  }

  private void say(String line) {
    long seconds = Duration.ofNanos(System.nanoTime() - startedAt).toSeconds();
    err.printf("[%d:%02d] %s%n", seconds / 60, seconds % 60, PlainLine.one(line));
    err.flush();
  }
}
