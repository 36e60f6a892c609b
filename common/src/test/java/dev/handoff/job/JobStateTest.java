package dev.handoff.job;

import static dev.handoff.job.JobStatus.CANCELLED;
import static dev.handoff.job.JobStatus.COMPLETED;
import static dev.handoff.job.JobStatus.FAILED;
import static dev.handoff.job.JobStatus.QUEUED;
import static dev.handoff.job.JobStatus.RUNNING;
import static dev.handoff.job.JobStatus.UNKNOWN;
import static dev.handoff.job.SomeEvents.attemptEnded;
import static dev.handoff.job.SomeEvents.cancelRequested;
import static dev.handoff.job.SomeEvents.cancelled;
import static dev.handoff.job.SomeEvents.checkFinished;
import static dev.handoff.job.SomeEvents.completed;
import static dev.handoff.job.SomeEvents.enqueued;
import static dev.handoff.job.SomeEvents.failed;
import static dev.handoff.job.SomeEvents.fold;
import static dev.handoff.job.SomeEvents.progressed;
import static dev.handoff.job.SomeEvents.started;
import static dev.handoff.job.SomeEvents.submitted;
import static dev.handoff.job.SomeEvents.submittedForLater;
import static dev.handoff.job.SomeEvents.undeliverable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Started;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules R1 to R7, as tables of what counts and what does not. */
class JobStateTest {

  private static final JobState QUEUED_1 = fold(submitted());
  private static final JobState RUNNING_1A = fold(submitted(), started(1, "A"));
  private static final JobState QUEUED_2 = RUNNING_1A.apply(attemptEnded(1, "A"));
  private static final JobState RUNNING_2B = QUEUED_2.apply(started(2, "B"));
  private static final JobState CANCELLING = RUNNING_1A.apply(cancelRequested());
  private static final JobState DONE = RUNNING_1A.apply(completed(1, "A"));
  private static final JobState BROKEN = RUNNING_1A.apply(failed(1, "A"));
  private static final JobState STOPPED = QUEUED_1.apply(cancelRequested());

  private static final List<JobState> ALL =
      List.of(
          JobState.UNKNOWN,
          QUEUED_1,
          RUNNING_1A,
          QUEUED_2,
          RUNNING_2B,
          CANCELLING,
          DONE,
          BROKEN,
          STOPPED);

  static Stream<Arguments> whatCounts() {
    return Stream.of(
        arguments("R1 completed wins", RUNNING_1A, completed(1, "A"), COMPLETED),
        arguments("R1 failed wins", RUNNING_1A, failed(1, "A"), FAILED),
        arguments("R1 cancelled wins", RUNNING_1A, cancelled(1, "A"), CANCELLED),
        arguments("R2 current lease", RUNNING_2B, completed(2, "B"), COMPLETED),
        arguments("R2 completed, rest cut off", JobState.UNKNOWN, completed(3, "X"), COMPLETED),
        arguments("R2 failed, rest cut off", JobState.UNKNOWN, failed(3, "X"), FAILED),
        arguments("R2 cancelled, rest cut off", JobState.UNKNOWN, cancelled(3, null), CANCELLED),
        arguments("R3 first claim", QUEUED_1, started(1, "A"), RUNNING),
        arguments("R3 claim before Submitted", JobState.UNKNOWN, started(1, "A"), RUNNING),
        arguments("R3 next claim", QUEUED_2, started(2, "B"), RUNNING),
        arguments("R4 unknown", JobState.UNKNOWN, cancelRequested(), CANCELLED),
        arguments("R4 queued", QUEUED_1, cancelRequested(), CANCELLED),
        arguments("R4 waits for a retry", QUEUED_2, cancelRequested(), CANCELLED),
        arguments("R4 waits until due", fold(submittedForLater()), cancelRequested(), CANCELLED),
        arguments("R4 running goes on", RUNNING_1A, cancelRequested(), RUNNING),
        arguments("R4 cancelling, cancelled", CANCELLING, cancelled(1, "A"), CANCELLED),
        arguments("R4 cancelling, completed", CANCELLING, completed(1, "A"), COMPLETED),
        arguments("R4 cancelling, failed", CANCELLING, failed(1, "A"), FAILED),
        arguments("R4 cancelling, attempt ended", CANCELLING, attemptEnded(1, "A"), CANCELLED),
        arguments("R5 back to the queue", RUNNING_1A, attemptEnded(1, "A"), QUEUED),
        arguments("R7 unknown", JobState.UNKNOWN, undeliverable(1), FAILED),
        arguments("R7 queued", QUEUED_1, undeliverable(1), FAILED),
        arguments("R7 waits for a retry", QUEUED_2, undeliverable(2), FAILED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void whatCounts(String rule, JobState before, JobEvent event, JobStatus after) {
    JobState state = before.apply(event);

    assertThat(state.status()).isEqualTo(after);
    assertThat(state).isNotEqualTo(before);
  }

  static Stream<Arguments> whatDoesNotCount() {
    return Stream.of(
        arguments("R1 completed after failed", BROKEN, completed(1, "A")),
        arguments("R1 failed after completed", DONE, failed(1, "A")),
        arguments("R1 cancelled after completed", DONE, cancelled(1, "A")),
        arguments("R1 completed again", DONE, completed(1, "A")),
        arguments("R1 failed by nobody after cancel", STOPPED, undeliverable(1)),
        arguments("R1 cancel after completed", DONE, cancelRequested()),
        arguments("R1 claim after completed", DONE, started(2, "B")),
        arguments("R1 claim after cancel", STOPPED, started(1, "A")),
        arguments("R2 other lease", RUNNING_1A, completed(1, "B")),
        arguments("R2 other attempt", RUNNING_1A, completed(2, "A")),
        arguments("R2 no lease", RUNNING_1A, completed(1, null)),
        arguments("R2 attempt that is over", RUNNING_2B, completed(1, "A")),
        arguments("R2 failed by one that is over", RUNNING_2B, failed(1, "A")),
        arguments("R2 ended by one that is over", RUNNING_2B, attemptEnded(1, "A")),
        arguments("R2 progress of another", RUNNING_2B, progressed(1, "A", 10)),
        arguments("R2 check of another", RUNNING_2B, checkFinished(1, "A")),
        arguments("R2 completed, none current", QUEUED_2, completed(1, "A")),
        arguments("R2 completed before claim", QUEUED_1, completed(1, "A")),
        arguments("R2 cancelled, none current", QUEUED_2, cancelled(1, "A")),
        arguments("R2 ended in unknown", JobState.UNKNOWN, attemptEnded(1, "A")),
        arguments("R2 progress in unknown", JobState.UNKNOWN, progressed(1, "A", 1)),
        arguments("R3 second claim", RUNNING_1A, started(1, "B")),
        arguments("R3 same claim again", RUNNING_1A, started(1, "A")),
        arguments("R3 next claim while running", RUNNING_1A, started(2, "B")),
        arguments("R3 claim of one that is over", QUEUED_2, started(1, "B")),
        arguments("R3 claim ahead", QUEUED_1, started(2, "B")),
        arguments("R3 claim ahead in unknown", JobState.UNKNOWN, started(2, "B")),
        arguments("R3 claim without lease", QUEUED_1, started(1, null)),
        arguments("R4 second request", CANCELLING, cancelRequested()),
        arguments("R5 ended twice", QUEUED_2, attemptEnded(1, "A")),
        arguments("R6 unknown", JobState.UNKNOWN, enqueued(1)),
        arguments("R6 running", RUNNING_1A, enqueued(2)),
        arguments("R6 attempt that is over", QUEUED_2, enqueued(1)),
        arguments("R6 attempt ahead", QUEUED_2, enqueued(3)),
        arguments("R6 twice", QUEUED_2.apply(enqueued(2)), enqueued(2)),
        arguments("R7 running", RUNNING_1A, undeliverable(1)),
        arguments("R7 running, next attempt", RUNNING_1A, undeliverable(2)),
        arguments("R7 attempt that is over", QUEUED_2, undeliverable(1)),
        arguments("R7 attempt ahead", QUEUED_1, undeliverable(2)),
        arguments("R7 lease in the queue", QUEUED_1, failed(1, "A")),
        arguments("second Submitted", QUEUED_1, submittedForLater()),
        arguments(
            "same check again", RUNNING_1A.apply(checkFinished(1, "A")), checkFinished(1, "A")),
        arguments(
            "same progress again", RUNNING_1A.apply(progressed(1, "A", 5)), progressed(1, "A", 5)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void whatDoesNotCount(String rule, JobState before, JobEvent event) {
    assertThat(before.apply(event)).isSameAs(before);
  }

  @Test
  void everyKindOfEventIsHandledInEveryState() {
    List<JobEvent> events = new ArrayList<>();
    for (int attempt = 0; attempt <= 3; attempt++) {
      events.addAll(SomeEvents.ofEveryKind(attempt, "A"));
      events.addAll(SomeEvents.ofEveryKind(attempt, "B"));
      events.addAll(bare(attempt));
    }
    Set<Class<?>> kinds = new HashSet<>();
    events.forEach(event -> kinds.add(event.getClass()));
    assertThat(kinds).isEqualTo(leaves(JobEvent.class));

    for (JobState before : ALL) {
      for (JobEvent event : events) {
        JobState after = before.apply(event);

        assertThat(after.status()).isIn(legal(before.status()));
      }
    }
  }

  /**
   * Two folds of one log must never differ in what they say of the job, whatever they keep of it.
   */
  @Test
  void theFoldOfEventsWithoutTextsIsThatOfTheWholeOnesWithoutTexts() {
    for (JobState before : ALL) {
      for (int attempt = 0; attempt <= 3; attempt++) {
        List<JobEvent> events = new ArrayList<>(SomeEvents.ofEveryKind(attempt, "A"));
        events.addAll(SomeEvents.ofEveryKind(attempt, "B"));
        events.addAll(bare(attempt));
        for (JobEvent event : events) {
          assertThat(before.withoutTexts().apply(event.withoutTexts()))
              .isEqualTo(before.apply(event).withoutTexts());
        }
      }
    }
  }

  @Test
  void theStatesUsedHereAreInEveryStatus() {
    assertThat(ALL).extracting(JobState::status).contains(JobStatus.values());
  }

  /** What the tolerant reader makes of events whose optional and required fields are all absent. */
  private static List<JobEvent> bare(int attempt) {
    return List.of(
        new JobEvent.Submitted(null, null, null, null, null, null, null),
        new Started(null, attempt, null, null, 0, null),
        new JobEvent.Progressed(null, attempt, null, null, null, null),
        new CheckFinished(null, attempt, "A", null),
        new JobEvent.AttemptEnded(null, attempt, null, null, null, null),
        new JobEvent.AttemptEnded(null, attempt, "A", null, null, null),
        new JobEvent.CancelRequested(null, null, null),
        new JobEvent.Completed(null, attempt, null, null),
        new JobEvent.Failed(null, attempt, null, null, null, null),
        new Cancelled(null, attempt, null, null, null, null));
  }

  private static Set<Class<?>> leaves(Class<?> type) {
    Set<Class<?>> all = new HashSet<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        all.addAll(leaves(permitted));
      } else {
        all.add(permitted);
      }
    }
    return all;
  }

  private static Set<JobStatus> legal(JobStatus before) {
    Set<JobStatus> legal = new HashSet<>(before.successors());
    legal.add(before);
    return legal;
  }

  @Test
  void onlyTerminalStatusesHaveNoSuccessor() {
    assertThat(Stream.of(JobStatus.values()).filter(JobStatus::isTerminal))
        .containsExactly(COMPLETED, FAILED, CANCELLED);
    assertThat(UNKNOWN.successors()).doesNotContain(UNKNOWN);
  }

  @Test
  void aStatusIsReadInSmallLetters() {
    assertThat(Stream.of(JobStatus.values()).map(JobStatus::label))
        .containsExactly("unknown", "queued", "running", "completed", "failed", "cancelled");
  }

  @Test
  void theFirstClaimHoldsTheLease() {
    JobState state = fold(submitted(), started(1, "A"), started(1, "B"));

    assertThat(state.isHeldBy(1, "A")).isTrue();
    assertThat(state.isHeldBy(1, "B")).isFalse();
    assertThat(state.isHeldBy(2, "A")).isFalse();
    assertThat(state.isHeldBy(1, null)).isFalse();
  }

  @Test
  void nobodyHoldsAJobThatDoesNotRun() {
    assertThat(QUEUED_2.isHeldBy(1, "A")).isFalse();
    assertThat(DONE.isHeldBy(1, "A")).isFalse();
  }

  @Test
  void aLateSubmittedOnlyFillsInTheBrief() {
    JobState running = fold(started(1, "A"), submitted());

    assertThat(running.status()).isEqualTo(RUNNING);
    assertThat(running.submitted()).isEqualTo(submitted());
    assertThat(running.isHeldBy(1, "A")).isTrue();
  }

  @Test
  void aSubmittedAfterTheEndFillsInTheBriefAndNothingElse() {
    JobState ended = fold(started(1, "A"), completed(1, "A"));

    JobState filled = ended.apply(submitted());

    assertThat(filled.submitted()).isEqualTo(submitted());
    assertThat(filled).usingRecursiveComparison().ignoringFields("submitted").isEqualTo(ended);
  }

  @Test
  void aSubmittedAfterALostAttemptSaysNothingAboutTheLane() {
    JobState state = fold(started(1, "A"), attemptEnded(1, "A"), submitted());

    assertThat(state.status()).isEqualTo(QUEUED);
    assertThat(state.inLane()).isFalse();
    assertThat(state.nextAttempt()).isEqualTo(2);
  }

  @Test
  void submittedSaysThatTheLaneHasTheBriefUnlessTheJobIsForLater() {
    assertThat(QUEUED_1.inLane()).isTrue();
    assertThat(fold(submittedForLater()).inLane()).isFalse();
    assertThat(fold(submittedForLater(), enqueued(1)).inLane()).isTrue();
  }

  @Test
  void anEndedAttemptLeavesTheJobOutsideItsLaneUntilItIsEnqueued() {
    assertThat(QUEUED_2.inLane()).isFalse();
    assertThat(QUEUED_2.nextAttempt()).isEqualTo(2);
    assertThat(QUEUED_2.apply(enqueued(2)).inLane()).isTrue();
    assertThat(RUNNING_2B.inLane()).isFalse();
  }

  @Test
  void aRunningJobThatIsToStopIsCancelling() {
    assertThat(CANCELLING.isCancelling()).isTrue();
    assertThat(RUNNING_1A.isCancelling()).isFalse();
    assertThat(STOPPED.isCancelling()).isFalse();
  }

  @Test
  void aCancelBeforeSubmittedIsNotForgotten() {
    JobState state = fold(cancelRequested(), submitted(), started(1, "A"));

    assertThat(state.status()).isEqualTo(CANCELLED);
    assertThat(state.attempts()).isEmpty();
  }

  @Test
  void aCancelledJobWhoseWorkerDiesDoesNotRunAgain() {
    JobState state = CANCELLING.apply(attemptEnded(1, "A")).apply(started(2, "B"));

    assertThat(state.status()).isEqualTo(CANCELLED);
    assertThat(state.end()).isInstanceOf(Cancelled.class);
    assertThat(state.attempts()).hasSize(1);
    assertThat(state.lastAttempt().reason()).isEqualTo(Reason.WORKER_LOST);
  }

  @Test
  void keepsEveryAttemptWithHowItEnded() {
    JobState state = RUNNING_2B.apply(failed(2, "B"));

    assertThat(state.attempts())
        .extracting(AttemptState::number, AttemptState::lease, AttemptState::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, "A", Reason.WORKER_LOST),
            org.assertj.core.groups.Tuple.tuple(2, "B", Reason.RUN_FAILED));
    assertThat(state.lastAttempt().endedAt()).isEqualTo(SomeEvents.AT);
    assertThat(state.reason()).isEqualTo(Reason.RUN_FAILED);
  }

  @Test
  void progressAndChecksAreThoseOfTheCurrentAttempt() {
    JobState first = RUNNING_1A.apply(progressed(1, "A", 40)).apply(checkFinished(1, "A"));
    JobState second = first.apply(attemptEnded(1, "A")).apply(started(2, "B"));

    assertThat(first.progress().percent()).isEqualTo(40);
    assertThat(first.checks()).hasSize(1);
    assertThat(second.progress()).isNull();
    assertThat(second.checks()).isEmpty();
  }

  @Test
  void theResultIsEmptyUntilTheEndAndNeverNull() {
    assertThat(RUNNING_1A.result()).isEqualTo(JobResult.NONE);
    assertThat(STOPPED.result()).isEqualTo(JobResult.NONE);
    assertThat(DONE.reason()).isNull();
  }

  @Test
  void aJobIsDueWhenItWasSubmitted() {
    assertThat(QUEUED_1.dueAt()).isEqualTo("2020-01-01T10:00:00Z");
  }

  @Test
  void aJobForLaterIsDueThen() {
    assertThat(fold(submittedForLater()).dueAt()).isEqualTo("2020-01-01T10:01:00Z");
  }

  @Test
  void theNextAttemptIsDueWhenTheLastHasEnded() {
    Instant ended = Instant.parse("2020-01-01T10:07:00Z");

    JobState lost = RUNNING_1A.apply(ended(1, "A", ended, null));

    assertThat(lost.dueAt()).isEqualTo("2020-01-01T10:07:00Z");
  }

  @Test
  void anAttemptThatWaitsIsDueWhenTheLastOneSaid() {
    Instant ended = Instant.parse("2020-01-01T10:07:00Z");
    Instant retryAt = Instant.parse("2020-01-01T11:30:00Z");

    JobState limited = RUNNING_1A.apply(ended(1, "A", ended, retryAt));

    assertThat(limited.dueAt()).isEqualTo("2020-01-01T11:30:00Z");
  }

  @Test
  void anAttemptIsDueByTheOneBeforeItAndNotByTheLast() {
    Instant first = Instant.parse("2020-01-01T10:07:00Z");
    Instant second = Instant.parse("2020-01-01T12:00:00Z");

    JobState state =
        RUNNING_1A
            .apply(ended(1, "A", first, null))
            .apply(started(2, "B"))
            .apply(ended(2, "B", second, null));

    assertThat(state.dueAt(0)).isEqualTo("2020-01-01T10:00:00Z");
    assertThat(state.dueAt(1)).isEqualTo("2020-01-01T10:07:00Z");
    assertThat(state.dueAt(2)).isEqualTo("2020-01-01T12:00:00Z");
  }

  private static JobEvent ended(int attempt, String lease, Instant at, Instant retryAt) {
    return new JobEvent.AttemptEnded(at, attempt, lease, Reason.WORKER_LOST, "silent", retryAt);
  }
}
