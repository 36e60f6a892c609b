package dev.handoff.job;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobResult.CheckResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Events with only what a test is about to say; the rest is any valid value. */
public final class SomeEvents {

  /** Long ago: records of a job are stamped with its id's time then, which a broker accepts. */
  public static final Instant AT = Instant.parse("2020-01-01T10:00:00Z");

  public static final Brief BRIEF =
      new BriefReader()
          .read("goal: show it\nrun: {handler: show}".getBytes(StandardCharsets.UTF_8));

  private SomeEvents() {}

  public static Submitted submitted() {
    return new Submitted(AT, BRIEF, "ann", "standard", 0L, null, null);
  }

  public static Submitted submittedForLater() {
    return new Submitted(AT, BRIEF, "ann", "standard", null, AT.plusSeconds(60), null);
  }

  public static Enqueued enqueued(int attempt) {
    return new Enqueued(AT, attempt, 7);
  }

  public static Started started(int attempt, String lease) {
    return new Started(AT, attempt, lease, "worker-" + lease, 0, "bwrap");
  }

  public static Progressed progressed(int attempt, String lease, int percent) {
    return new Progressed(AT, attempt, lease, "run", "going on", percent);
  }

  public static CheckFinished checkFinished(int attempt, String lease) {
    return new CheckFinished(
        AT, attempt, lease, new CheckResult("tests", JobResult.CheckVerdict.PASSED, 0, 1.5, "ok"));
  }

  public static AttemptEnded attemptEnded(int attempt, String lease) {
    return new AttemptEnded(AT, attempt, lease, Reason.WORKER_LOST, "silent", null);
  }

  public static CancelRequested cancelRequested() {
    return new CancelRequested(AT, "ann", "no longer needed");
  }

  public static Completed completed(int attempt, String lease) {
    return new Completed(AT, attempt, lease, JobResult.NONE);
  }

  public static Failed failed(int attempt, String lease) {
    return new Failed(AT, attempt, lease, Reason.RUN_FAILED, "exit code 1", JobResult.NONE);
  }

  /** By somebody without a lease. */
  public static Failed undeliverable(int attempt) {
    return new Failed(AT, attempt, null, Reason.UNDELIVERABLE, "archived", JobResult.NONE);
  }

  public static Cancelled cancelled(int attempt, String lease) {
    return new Cancelled(AT, attempt, lease, "ann", "no longer needed", JobResult.NONE);
  }

  /** One of every kind, with this attempt and lease where the kind has them. */
  public static List<JobEvent> ofEveryKind(int attempt, String lease) {
    return List.of(
        submitted(),
        enqueued(attempt),
        started(attempt, lease),
        progressed(attempt, lease, 50),
        checkFinished(attempt, lease),
        attemptEnded(attempt, lease),
        cancelRequested(),
        completed(attempt, lease),
        failed(attempt, lease),
        cancelled(attempt, lease));
  }

  public static JobState fold(JobEvent... events) {
    return fold(List.of(events));
  }

  public static JobState fold(List<? extends JobEvent> events) {
    JobState state = JobState.UNKNOWN;
    for (JobEvent event : events) {
      state = state.apply(event);
    }
    return state;
  }
}
