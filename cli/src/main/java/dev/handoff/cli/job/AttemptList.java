package dev.handoff.cli.job;

import dev.handoff.cli.console.PlainLine;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobState;
import java.util.List;

/** Lists the attempts of a job with more than one. A stored report covers only its own attempt. */
public final class AttemptList {

  private static final String BEFORE = "\n## Goal\n";
  private static final int MAX_SHOWN = 50;
  private static final int MAX_MESSAGE = 200;

  private AttemptList() {}

  /** Inserts the list before the goal, so that the report still ends with what to do next. */
  public static String into(String report, JobState state) {
    if (state.attempts().size() < 2) {
      return report;
    }
    int place = report.indexOf(BEFORE);
    return place < 0
        ? report + of(state)
        : report.substring(0, place) + of(state) + report.substring(place);
  }

  private static String of(JobState state) {
    List<AttemptState> all = state.attempts();
    int skipped = Math.max(0, all.size() - MAX_SHOWN);
    StringBuilder text = new StringBuilder("\n## Attempts\n\n");
    if (skipped > 0) {
      text.append("- ").append(skipped).append(" earlier ones\n");
    }
    all.stream().skip(skipped).forEach(attempt -> text.append(line(attempt, state)));
    return text.toString();
  }

  private static String line(AttemptState attempt, JobState state) {
    String end = attempt.reason() == null ? state.status().label() : attempt.reason().label();
    String message = attempt.message() == null ? "" : ": " + firstLine(attempt.message());
    return "- %d on %s: %s%s\n"
        .formatted(attempt.number(), PlainLine.of(attempt.worker()), end, message);
  }

  private static String firstLine(String message) {
    String line = PlainLine.of(message.lines().findFirst().orElse(""));
    return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + " …";
  }
}
