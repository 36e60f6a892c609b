package dev.handoff.cli.show;

import dev.handoff.awaiter.json.EventJson;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.log.status.RecordedEvent;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One event of a job, for people; {@link EventJson} is for programs. */
public final class EventText {

  private EventText() {}

  /** With the time since the job was submitted; what did not count says so. */
  public static String row(RecordedEvent recorded, boolean counted) {
    JobEvent event = recorded.event();
    Duration after = Duration.between(recorded.job().submittedAt(), event.at());
    String row =
        "%s  %9s  %-16s  %s%s"
            .formatted(
                event.at().truncatedTo(ChronoUnit.SECONDS),
                "+" + clock(after.isNegative() ? Duration.ZERO : after),
                EventJson.name(event),
                detail(event),
                counted ? "" : " (changes nothing)");
    return PlainLine.of(row).replaceAll("\\s*\n\\s*", " ").stripTrailing();
  }

  private static String clock(Duration duration) {
    return "%d:%02d:%02d"
        .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
  }

  private static String detail(JobEvent event) {
    if (event instanceof Submitted it) {
      String by = it.submitter() == null ? "" : "by " + it.submitter() + " ";
      String person = it.onBehalfOf() == null ? "" : "for " + it.onBehalfOf() + " ";
      return "%s%sto lane %s: %s".formatted(by, person, it.lane(), it.brief().title());
    }
    if (event instanceof Started it) {
      String how = it.isolation() == null ? "" : " (" + it.isolation() + ")";
      return "attempt %d on %s%s".formatted(it.attempt(), it.worker(), how);
    }
    if (event instanceof Progressed it) {
      String percent = it.percent() == null ? "" : " " + it.percent() + " %";
      return after("", it.phase()) + percent + after(": ", it.message());
    }
    if (event instanceof CheckFinished it && it.check() != null) {
      String verdict = it.check().verdict().name().toLowerCase(Locale.ROOT);
      return "%s: %s (%.1f s)".formatted(it.check().name(), verdict, it.check().seconds());
    }
    if (event instanceof AttemptEnded it) {
      String again = it.retryAt() == null ? "" : ", again at " + it.retryAt();
      return "attempt %d: %s%s%s"
          .formatted(it.attempt(), it.reason().label(), after(": ", it.message()), again);
    }
    if (event instanceof CancelRequested it) {
      return after("by ", it.by()) + after(": ", it.why());
    }
    return end(event);
  }

  private static String end(JobEvent event) {
    if (event instanceof Failed it) {
      return it.reason().label() + after(": ", it.message());
    }
    if (event instanceof Cancelled it) {
      return after("by ", it.by()) + after(": ", it.why());
    }
    return event instanceof JobEvent.Enqueued it ? "attempt " + it.attempt() : "";
  }

  private static String after(String separator, @Nullable String text) {
    return text == null || text.isBlank() ? "" : separator + text;
  }
}
