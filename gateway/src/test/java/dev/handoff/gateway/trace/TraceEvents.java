package dev.handoff.gateway.trace;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.CheckVerdict;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.job.RecordedBrief;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Events of a job, so many seconds after some moment. */
final class TraceEvents {

  static final Instant BEGIN = Instant.parse("2026-11-29T10:00:00Z");
  static final JobId JOB = JobId.next(BEGIN, 3);

  private TraceEvents() {}

  static Instant at(double seconds) {
    return BEGIN.plusMillis((long) (seconds * 1000));
  }

  static Submitted submitted() {
    return submitted("A title", null, null);
  }

  static Submitted submitted(String title, @Nullable String retryOf, @Nullable String traceparent) {
    Brief brief =
        new BriefReader()
            .read(
                "title: A title\ngoal: show it\ntemplate: demo\nrun: {handler: show}\n"
                    .getBytes(StandardCharsets.UTF_8))
            .mapTexts(text -> text.equals("A title") ? title : text);
    return new Submitted(
        at(0),
        RecordedBrief.of(brief),
        "ann",
        "standard",
        0L,
        null,
        null,
        retryOf,
        traceparent,
        null);
  }

  static Started started(double at, int attempt) {
    return new Started(at(at), attempt, "lease-" + attempt, "worker-" + attempt, 0, "sandbox");
  }

  static Progressed phase(double at, int attempt, String phase) {
    return new Progressed(at(at), attempt, "lease-" + attempt, phase, "on it", null);
  }

  static CheckFinished check(double at, int attempt, String name, double seconds) {
    return check(at, attempt, name, seconds, CheckVerdict.PASSED);
  }

  static CheckFinished check(
      double at, int attempt, String name, double seconds, CheckVerdict verdict) {
    int exit = verdict == CheckVerdict.PASSED ? 0 : 1;
    return new CheckFinished(
        at(at),
        attempt,
        "lease-" + attempt,
        new CheckResult(name, verdict, exit, seconds, "its output"));
  }

  static AttemptEnded ended(double at, int attempt, Reason reason, @Nullable Loss loss) {
    return new AttemptEnded(at(at), attempt, "lease-" + attempt, reason, "why", at(at + 5), loss);
  }

  static Enqueued enqueued(double at, int attempt) {
    return new Enqueued(at(at), attempt, 1);
  }

  static Completed completed(double at, int attempt) {
    return new Completed(at(at), attempt, "lease-" + attempt, JobResult.NONE);
  }

  static Failed failed(double at, int attempt, Reason reason) {
    return new Failed(at(at), attempt, "lease-" + attempt, reason, "why", JobResult.NONE);
  }

  static JobTrace trace(JobEvent... events) {
    JobTrace trace = new JobTrace(JOB);
    for (JobEvent event : events) {
      trace.apply(event);
    }
    return trace;
  }
}
