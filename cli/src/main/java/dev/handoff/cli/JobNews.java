package dev.handoff.cli;

import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is worth a line of its own at once while somebody waits for a job: an attempt, a phase, a
 * check, an end. Messages and percentages are not: a job may have a thousand of them.
 */
final class JobNews {

  private String lastLine = "";
  private int checksTold;

  /** The lines to say now; often none. */
  List<String> of(JobView view) {
    JobState state = view.state();
    List<String> news = new ArrayList<>();
    int known = state.checks().size();
    for (CheckResult check : state.checks().subList(Math.min(checksTold, known), known)) {
      news.add(
          "check %s: %s (%.1f s)"
              .formatted(
                  check.name(), check.verdict().name().toLowerCase(Locale.ROOT), check.seconds()));
    }
    checksTold = known;
    String line = line(view);
    // That it waits is said a moment later, when it still does, with what it waits for.
    if (!line.equals(lastLine) && view.status() != JobStatus.QUEUED) {
      news.add(line);
    }
    lastLine = line;
    return news.stream().map(one -> PlainLine.of(one).replace('\n', ' ')).toList();
  }

  private static String line(JobView view) {
    JobState state = view.state();
    if (state.status() != JobStatus.RUNNING) {
      return state.status().label();
    }
    String attempt =
        "attempt " + state.lastAttempt().number() + " on " + state.lastAttempt().worker();
    if (state.isCancelling()) {
      return attempt + ": stopping";
    }
    Progressed progress = state.progress();
    return progress == null ? attempt : attempt + ", " + progress.phase();
  }
}
