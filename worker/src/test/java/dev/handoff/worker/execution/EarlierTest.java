package dev.handoff.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.attempt.order.EarlierAttempt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EarlierTest {

  private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");
  private static final CheckResult BROKEN = check("a", JobResult.CheckVerdict.FAILED);

  private static CheckResult check(String name, JobResult.CheckVerdict verdict) {
    return new CheckResult(name, verdict, 1, 0.5, "tail of " + name);
  }

  private static JobEvent started(int attempt) {
    return new Started(AT, attempt, "lease-" + attempt, "w", 0, "none");
  }

  private static JobEvent checked(int attempt, CheckResult check) {
    return new CheckFinished(AT, attempt, "lease-" + attempt, check);
  }

  private static JobEvent ended(int attempt, Reason reason) {
    return new AttemptEnded(AT, attempt, "lease-" + attempt, reason, "why", null);
  }

  private static Optional<EarlierAttempt> after(JobEvent... events) {
    Earlier earlier = Earlier.NONE;
    JobId job = JobId.next(AT, 0);
    long offset = 0;
    for (JobEvent event : events) {
      earlier = earlier.apply(new RecordedEvent(job, event, offset++));
    }
    return earlier.attempt();
  }

  @Test
  void theFirstAttemptHasNoneBefore() {
    assertThat(after(started(1))).isEmpty();
  }

  @Test
  void allChecksThatDidNotPassAreKnown() {
    CheckResult unable = check("c", JobResult.CheckVerdict.COULD_NOT_RUN);

    assertThat(
            after(
                started(1),
                checked(1, BROKEN),
                checked(1, check("b", JobResult.CheckVerdict.PASSED)),
                checked(1, unable),
                ended(1, Reason.CHECK_FAILED),
                started(2)))
        .contains(new EarlierAttempt(1, "check_failed", "why", List.of(BROKEN, unable)));
  }

  @Test
  void whatAnotherWorkerSaysWithoutTheLeaseDoesNotCount() {
    JobEvent stranger =
        new CheckFinished(AT, 1, "other", check("x", JobResult.CheckVerdict.FAILED));

    assertThat(
            after(started(1), stranger, checked(1, BROKEN), ended(1, Reason.CHECK_FAILED))
                .orElseThrow()
                .checks())
        .containsExactly(BROKEN);
  }

  @Test
  void anAttemptThatTheSystemFailedTeachesNothing() {
    Optional<EarlierAttempt> known =
        after(
            started(1),
            checked(1, BROKEN),
            ended(1, Reason.CHECK_FAILED),
            started(2),
            checked(2, check("lost", JobResult.CheckVerdict.FAILED)),
            ended(2, Reason.WORKER_LOST),
            started(3));

    assertThat(known).contains(new EarlierAttempt(1, "check_failed", "why", List.of(BROKEN)));
  }
}
