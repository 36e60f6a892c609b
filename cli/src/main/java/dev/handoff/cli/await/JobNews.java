package dev.handoff.cli.await;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.job.StatusText;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Selects the changes of a job that are printed at once: an attempt, why it ended before the job, a
 * phase, a check, the end. Messages and percentages are left out: a job may have a thousand of
 * them.
 */
final class JobNews {

  private String lastLine = "";
  private int checksTold;
  private int endsTold;

  /** The lines to print now; often none. */
  List<String> of(JobView view) {
    List<String> news = new ArrayList<>(checks(view));
    news.addAll(lostAttempts(view));
    String line = PlainLine.of(line(view)).replace('\n', ' ');
    // A waiting job is reported a moment later, with what it waits for.
    if (!line.equals(lastLine) && view.status() != JobStatus.QUEUED) {
      news.add(line);
    }
    lastLine = line;
    return news;
  }

  /** Only lines of checks that got a verdict since the last call. */
  List<String> checks(JobView view) {
    List<CheckResult> all = view.state().checks();
    List<String> news = new ArrayList<>();
    for (CheckResult check : all.subList(Math.min(checksTold, all.size()), all.size())) {
      String verdict = check.verdict().name().toLowerCase(Locale.ROOT);
      String line = "check %s: %s (%.1f s)".formatted(check.name(), verdict, check.seconds());
      news.add(PlainLine.of(line).replace('\n', ' '));
    }
    checksTold = all.size();
    return news;
  }

  /** Only lines of attempts that ended since the last call while the job goes on. */
  List<String> lostAttempts(JobView view) {
    List<String> news = new ArrayList<>();
    List<AttemptState> all = view.state().attempts();
    for (AttemptState attempt : all.subList(Math.min(endsTold, all.size()), all.size())) {
      boolean isLast = attempt == view.state().lastAttempt();
      if (attempt.endedAt() == null || isLast && view.status().isTerminal()) {
        break; // it still runs, or its end is the end of the job
      }
      news.add(PlainLine.one(AttemptEnd.line(attempt)));
      endsTold = attempt.number();
    }
    return news;
  }

  private static String line(JobView view) {
    JobState state = view.state();
    AttemptState last = state.lastAttempt();
    if (state.status() != JobStatus.RUNNING || last == null) {
      return state.status().label();
    }
    String attempt = "attempt " + last.number() + " on " + last.worker();
    if (state.isCancelling()) {
      return attempt + ": stopping";
    }
    return StatusText.phase(state).map(phase -> attempt + ", " + phase).orElse(attempt);
  }
}
