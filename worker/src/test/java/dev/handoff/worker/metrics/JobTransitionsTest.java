package dev.handoff.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobTransitionsTest {

  private static final Instant AT = Instant.parse("2026-01-01T10:00:00Z");
  private static final JobId JOB = JobId.next(AT, 3);

  private static final Submitted SUBMITTED =
      new Submitted(AT, null, "ann", "standard", 0L, null, null);
  private static final Started STARTED = started(1, "A");
  private static final Completed COMPLETED = new Completed(AT, 1, "A", JobResult.NONE);
  private static final Failed FAILED = failed("A", Reason.RUN_FAILED);

  private final List<String> told = new ArrayList<>();
  private final JobTransitions fold =
      new JobTransitions(
          new JobTransitions.Listener() {
            @Override
            public void changed(JobState before, JobState after) {
              told.add(before.status().label() + " " + after.status().label());
            }

            @Override
            public void conflicted(JobId job) {
              told.add("conflict");
            }
          });

  private static Started started(int attempt, String lease) {
    return new Started(AT, attempt, lease, "worker-1", 0, "bwrap");
  }

  private static Failed failed(String lease, Reason reason) {
    return new Failed(AT, 1, lease, reason, "why", JobResult.NONE);
  }

  private void read(JobEvent... events) {
    for (JobEvent event : events) {
      fold.apply(new RecordedEvent(JOB, event, 0));
    }
  }

  @Test
  void everyEventIsToldThatChangesTheJobAndNoOther() {
    read(SUBMITTED, STARTED, started(1, "B"), FAILED, SUBMITTED, STARTED, FAILED);

    assertThat(told).containsExactly("unknown queued", "queued running", "running failed");
  }

  @Test
  void whatStandsBeforeTheSubmittedIsToldWithIt() {
    read(STARTED, COMPLETED, SUBMITTED);

    assertThat(told).containsExactly("unknown completed");
  }

  @Test
  void anEndOfAJobThatWasNeverSubmittedIsNotTold() {
    read(STARTED, COMPLETED, COMPLETED);

    assertThat(told).isEmpty();
  }

  @Test
  void twoEndsWithOneLeaseAreAConflict() {
    read(SUBMITTED, STARTED, COMPLETED, FAILED);

    assertThat(told).endsWith("running completed", "conflict");
  }

  @Test
  void anEndThatIsSaidAgainIsNoConflict() {
    read(SUBMITTED, STARTED, COMPLETED, COMPLETED);

    assertThat(told).endsWith("running completed");
  }

  @Test
  void theEndOfAWorkerThatWasTakenForLostIsNoConflict() {
    read(SUBMITTED, STARTED, failed("A", Reason.WORKER_LOST), COMPLETED);

    assertThat(told).endsWith("running failed");
  }

  @Test
  void theEndOfAnotherClaimIsNoConflict() {
    read(SUBMITTED, STARTED, COMPLETED, new Completed(AT, 1, "B", JobResult.NONE));
    read(failed(null, Reason.EXPIRED));

    assertThat(told).endsWith("running completed");
  }

  @Test
  void aJobThatWasCancelledWhileItWaitedEndsOnce() {
    read(SUBMITTED, new CancelRequested(AT, "ann", null));
    read(new Cancelled(AT, 1, null, "ann", null, JobResult.NONE));

    assertThat(told).containsExactly("unknown queued", "queued cancelled");
  }

  @Test
  void eachAttemptIsTold() {
    read(SUBMITTED, STARTED, new AttemptEnded(AT, 1, "A", Reason.WORKER_LOST, "why", null));
    read(started(2, "B"));

    assertThat(told)
        .containsExactly("unknown queued", "queued running", "running queued", "queued running");
  }
}
