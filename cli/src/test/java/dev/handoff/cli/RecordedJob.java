package dev.handoff.cli;

import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The events of one job, for tests of texts about it. */
public record RecordedJob(JobId job, JobState state) {

  public static final Instant SUBMITTED_AT = Instant.parse("2026-01-02T03:04:05Z");
  public static final JobId JOB = JobId.next(SUBMITTED_AT, 3);

  public static RecordedJob unknown() {
    return new RecordedJob(JOB, JobState.UNKNOWN);
  }

  public static RecordedJob submitted() {
    return submitted("Tidy up");
  }

  public static RecordedJob submitted(String title) {
    String yaml = "goal: Tidy up.\ntemplate: tidy\nrun: {command: [sh, work.sh]}\n";
    Brief brief = new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
    return unknown()
        .then(new Submitted(SUBMITTED_AT, titled(brief, title), "ann", "standard", 7L, null, null));
  }

  /**
   * Bypasses the reader, which rejects control characters in a title, like another client could.
   */
  private static Brief titled(Brief brief, String title) {
    return new Brief(
        brief.brief(),
        title,
        brief.goal(),
        brief.scope(),
        brief.constraints(),
        brief.inputs(),
        brief.setup(),
        brief.run(),
        brief.env(),
        brief.network(),
        brief.checks(),
        brief.baseline(),
        brief.artifacts(),
        brief.output(),
        brief.changes(),
        brief.expect(),
        brief.limits(),
        brief.retries(),
        brief.lane(),
        brief.template());
  }

  public RecordedJob started() {
    return then(new Started(after(1), state.nextAttempt(), lease(), "worker-7", 7, "bwrap"));
  }

  public RecordedJob inPhase(String phase, Integer percent) {
    return then(new Progressed(after(2), attempt(), lease(), phase, null, percent));
  }

  public RecordedJob attemptEnded(Reason reason, String message) {
    return attemptEnded(reason, message, null);
  }

  public RecordedJob attemptEnded(Reason reason, String message, Instant retryAt) {
    return then(new JobEvent.AttemptEnded(after(3), attempt(), lease(), reason, message, retryAt));
  }

  /**
   * @param loss recorded by the steward; null if the worker itself gave up
   */
  public RecordedJob lost(Loss loss) {
    return then(
        new JobEvent.AttemptEnded(
            after(3), attempt(), lease(), Reason.WORKER_LOST, "worker-7 went", null, loss));
  }

  public RecordedJob completed(JobResult result) {
    return then(new Completed(after(9), attempt(), lease(), result));
  }

  public RecordedJob failed(Reason reason, String message) {
    return then(new Failed(after(9), attempt(), lease(), reason, message, null));
  }

  public RecordedJob cancelled(String why) {
    return then(new Cancelled(after(9), attempt(), lease(), "ann", why, null));
  }

  public JobView view() {
    return new JobView(job, state);
  }

  private RecordedJob then(JobEvent event) {
    return new RecordedJob(job, state.apply(event));
  }

  private int attempt() {
    return state.lastAttempt().number();
  }

  private static String lease() {
    return "lease-1";
  }

  private static Instant after(int seconds) {
    return SUBMITTED_AT.plusSeconds(seconds);
  }
}
