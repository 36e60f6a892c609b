package dev.handoff.worker.steward;

import static dev.handoff.job.Loss.ALONE;
import static dev.handoff.job.Loss.EXCUSED;
import static dev.handoff.job.Loss.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder.Why;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.steward.Stewardship.Vitals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is due, by state, silence and time. */
class StewardshipTest {

  private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration LAPSED = Duration.ofSeconds(11);
  private static final JobId JOB = JobId.next(T0, 0);
  private static final JobId NEIGHBOUR = JobId.next(T0, 1);
  private static final Brief BRIEF =
      new BriefReader()
          .read(
              "goal: g\nrun: {handler: h}\nlimits: {queue: 1h}\n".getBytes(StandardCharsets.UTF_8));

  private final Stewardship stewardship = new Stewardship(LeaseSettings.DEFAULT);

  @Test
  void nothingIsDueForAJobThatRunsAndIsHeard() {
    assertThat(due(QUIET, null, T0, submitted(), started(1, "a"))).isEmpty();
  }

  @Test
  void aSilentAttemptIsEnded() {
    assertThat(due(LAPSED, null, T0, submitted(), started(1, "a")))
        .containsExactly(new Act.EndAttempt(1, "a", ALONE));
  }

  @Test
  void silenceOfExactlyALapseIsNotYetDeath() {
    assertThat(due(Duration.ofSeconds(10), null, T0, submitted(), started(1, "a"))).isEmpty();
  }

  @Test
  void theThirdLostWorkerEndsTheJobWithItsLease() {
    List<Act> due =
        due(
            LAPSED,
            null,
            T0,
            submitted(),
            started(1, "a"),
            lost(1, "a"),
            started(2, "b"),
            lost(2, "b"),
            started(3, "c"));

    assertThat(due).singleElement().isInstanceOf(Act.FailAttempt.class);
    assertThat(((Act.FailAttempt) due.get(0)).lease()).isEqualTo("c");
  }

  @Test
  void theSecondWorkerThatIsLostWithAJobAloneEndsIt() {
    List<Act> due =
        due(LAPSED, null, T0, submitted(), started(1, "a"), lost(1, "a", ALONE), started(2, "b"));

    assertThat(due)
        .singleElement()
        .satisfies(
            act -> assertThat(((Act.FailAttempt) act).message()).contains("worker-b", "2 workers"));
  }

  @Test
  void workerThatIsLostWithTwoJobsChargesNeither() {
    LiveJob job = job(submitted(), started(1, "a"));
    LiveJob neighbour = neighbour(submitted(), started(1, "n"));

    assertThat(dueWith(neighbour, job)).containsExactly(new Act.EndAttempt(1, "a", SHARED));
    assertThat(job(submitted(), started(1, "a"), lost(1, "a", SHARED)).charge())
        .isEqualTo(LaneRecord.FaultCounts.NONE);
  }

  @Test
  void suspectIsEndedAndItsNeighbourExcused() {
    LiveJob suspect =
        job(
            submitted(),
            started(1, "a"),
            lost(1, "a", SHARED),
            started(2, "b"),
            lost(2, "b", SHARED),
            started(3, "c"));
    LiveJob neighbour =
        neighbour(submitted(), started(1, "n"), lost(1, "n", SHARED), started(2, "m"));

    assertThat(dueWith(neighbour, suspect)).hasExactlyElementsOfTypes(Act.FailAttempt.class);
    assertThat(dueWith(suspect, neighbour)).containsExactly(new Act.EndAttempt(2, "m", EXCUSED));
  }

  @Test
  void suspectThatWasLostAloneIsEndedThoughAnotherJobRan() {
    LiveJob suspect = job(submitted(), started(1, "a"), lost(1, "a", ALONE), started(2, "b"));
    LiveJob neighbour = neighbour(submitted(), started(1, "n"));

    assertThat(dueWith(neighbour, suspect)).hasExactlyElementsOfTypes(Act.FailAttempt.class);
    assertThat(dueWith(suspect, neighbour)).containsExactly(new Act.EndAttempt(1, "n", EXCUSED));
  }

  @Test
  void ofTwoSuspectsNeitherIsEndedBeforeItsThirdLoss() {
    LiveJob suspect = job(submitted(), started(1, "a"), lost(1, "a", ALONE), started(2, "b"));
    LiveJob other = neighbour(submitted(), started(1, "n"), lost(1, "n", ALONE), started(2, "m"));

    assertThat(dueWith(other, suspect)).containsExactly(new Act.EndAttempt(2, "b", SHARED));
  }

  @Test
  void lossesWithOthersAreNoReasonToEndAJobThatOtherFaultsMet() {
    LiveJob job =
        job(
            submitted(),
            started(1, "a"),
            lost(1, "a"),
            started(2, "b"),
            lost(2, "b"),
            started(3, "c"));
    LiveJob neighbour = neighbour(submitted(), started(1, "n"));

    assertThat(dueWith(neighbour, job)).containsExactly(new Act.EndAttempt(3, "c", SHARED));
  }

  @Test
  void heldBackJobIsNotPutIntoItsLane() {
    LiveJob job = job(submitted(), started(1, "a"), lost(1, "a", SHARED));

    assertThat(stewardship.due(job, new Vitals(QUIET, LostWorker.NONE, null, true), T0)).isEmpty();
    assertThat(stewardship.due(job, new Vitals(QUIET, LostWorker.NONE, null, false), T0))
        .endsWith(new Act.Enqueue(2));
  }

  @Test
  void stoppingWorkersNeverUseUpAJob() {
    List<Act> due =
        due(
            LAPSED,
            null,
            T0,
            submitted(),
            started(1, "a"),
            stopping(1, "a"),
            started(2, "b"),
            stopping(2, "b"),
            started(3, "c"));

    assertThat(due).containsExactly(new Act.EndAttempt(3, "c", ALONE));
  }

  @Test
  void theOldAttemptIsToldToStopBeforeTheNextIsPutIntoTheLane() {
    assertThat(due(QUIET, null, T0, submitted(), started(1, "a"), lost(1, "a")))
        .containsExactly(new Act.Stop("worker-a", 1, "a", Why.SUPERSEDED), new Act.Enqueue(2));
  }

  @Test
  void aWorkerThatStoppedByItselfNeedsNoOrder() {
    assertThat(due(QUIET, null, T0, submitted(), started(1, "a"), stopping(1, "a")))
        .containsExactly(new Act.Enqueue(2));
  }

  @Test
  void nothingIsDueOnceTheLaneHasTheNextAttempt() {
    assertThat(
            due(
                QUIET,
                null,
                T0,
                submitted(),
                started(1, "a"),
                lost(1, "a"),
                new Enqueued(T0, 2, 9)))
        .isEmpty();
  }

  @Test
  void aRetryWaitsForItsTime() {
    JobEvent[] history = {submitted(), started(1, "a"), retryAt(T0.plusSeconds(60))};

    assertThat(due(QUIET, null, T0.plusSeconds(59), history)).isEmpty();
    assertThat(due(QUIET, null, T0.plusSeconds(60), history)).containsExactly(new Act.Enqueue(2));
  }

  @Test
  void aDueTimeIsWaitedFor() {
    JobEvent later = submittedFor(T0.plusSeconds(7200));

    assertThat(due(QUIET, null, T0.plusSeconds(7199), later)).isEmpty();
    assertThat(due(QUIET, null, T0.plusSeconds(7200), later)).containsExactly(new Act.Enqueue(1));
  }

  @Test
  void aJobThatNobodyStartedWithinItsQueueLimitExpires() {
    assertThat(due(QUIET, null, T0.plusSeconds(3600), submitted())).isEmpty();
    assertThat(due(QUIET, null, T0.plusSeconds(3601), submitted()))
        .singleElement()
        .satisfies(act -> assertThat(((Act.Fail) act).reason()).isEqualTo(Reason.EXPIRED));
  }

  @Test
  void theQueueLimitCountsFromTheDueTime() {
    JobEvent later = submittedFor(T0.plusSeconds(7200));

    assertThat(due(QUIET, null, T0.plusSeconds(7200 + 3600), later))
        .containsExactly(new Act.Enqueue(1));
  }

  @Test
  void aBriefThatItsLaneLostIsPutThereOnceMoreAndThenGivenUp() {
    assertThat(due(QUIET, 6L, T0, submitted())).containsExactly(new Act.Enqueue(1));
    assertThat(due(QUIET, 10L, T0, submitted(), new Enqueued(T0, 1, 9)))
        .singleElement()
        .satisfies(act -> assertThat(((Act.Fail) act).reason()).isEqualTo(Reason.UNDELIVERABLE));
  }

  @Test
  void aBriefAtTheStartOfItsLaneIsStillToBeDelivered() {
    assertThat(due(QUIET, 5L, T0, submitted())).isEmpty();
  }

  @Test
  void aCancelledWaitingJobIsSaidToBeCancelledUntilTheLogSaysSo() {
    JobEvent request = new CancelRequested(T0, "ann", null);

    assertThat(due(QUIET, null, T0, submitted(), request)).containsExactly(new Act.SayCancelled());
    assertThat(
            due(
                QUIET,
                null,
                T0,
                submitted(),
                request,
                new Cancelled(T0, 1, null, "ann", null, null)))
        .isEmpty();
  }

  @Test
  void aCancellingAttemptIsToldToStop() {
    assertThat(
            due(
                QUIET,
                null,
                T0,
                submitted(),
                started(1, "a"),
                new CancelRequested(T0, "ann", null)))
        .containsExactly(new Act.Stop("worker-a", 1, "a", Why.CANCELLED));
  }

  @Test
  void aCancellingAttemptOfASilentWorkerIsEnded() {
    assertThat(
            due(
                LAPSED,
                null,
                T0,
                submitted(),
                started(1, "a"),
                new CancelRequested(T0, "ann", null)))
        .containsExactly(new Act.EndAttempt(1, "a", ALONE));
  }

  @Test
  void aJobWhoseSubmitNeverCameIsGivenUpAfterAMinute() {
    JobEvent[] ghost = {started(1, "a"), lost(1, "a")};

    assertThat(due(QUIET, null, T0.plusSeconds(60), ghost)).isEmpty();
    assertThat(due(QUIET, null, T0.plusSeconds(61), ghost))
        .singleElement()
        .satisfies(act -> assertThat(((Act.Fail) act).reason()).isEqualTo(Reason.INFRASTRUCTURE));
  }

  @Test
  void whatAWorkerGaveBackStartsAtOnceThoughItsClockIsAhead() {
    JobEvent[] history = {submitted(), started(1, "a"), stopping(1, "a")};

    assertThat(due(QUIET, null, T0.minusSeconds(3600), history))
        .containsExactly(new Act.Enqueue(2));
  }

  @Test
  void nothingIsEverDueForAJobThatHasEnded() {
    assertThat(
            due(
                LAPSED,
                99L,
                T0.plusSeconds(99999),
                submitted(),
                started(1, "a"),
                new Completed(T0, 1, "a", JobResult.NONE)))
        .isEmpty();
  }

  @Test
  void aJobInItsLaneRests() {
    assertThat(stewardship.isIdle(job(submitted()), T0)).isTrue();
  }

  @Test
  void aJobRestsUntilItsTimeIsNear() {
    LiveJob job = job(submittedFor(T0.plusSeconds(60)));

    assertThat(stewardship.isIdle(job, T0.plusSeconds(59))).isTrue();
    assertThat(stewardship.isIdle(job, T0.plusSeconds(60))).isFalse();
  }

  @Test
  void aRetryRestsUntilItsTimeIsNear() {
    LiveJob job = job(submitted(), started(1, "a"), retryAt(T0.plusSeconds(60)));

    assertThat(stewardship.isIdle(job, T0.plusSeconds(59))).isTrue();
    assertThat(stewardship.isIdle(job, T0.plusSeconds(60))).isFalse();
  }

  @Test
  void whatIsToStartAgainAtOnceDoesNotRestThoughItsEndLiesAhead() {
    LiveJob job = job(submitted(), started(1, "a"), stopping(1, "a"));

    assertThat(stewardship.isIdle(job, T0.minusSeconds(60))).isFalse();
  }

  @Test
  void nothingRestsThatRunsOrWhoseSubmitNeverCame() {
    assertThat(stewardship.isIdle(job(submitted(), started(1, "a")), T0)).isFalse();
    assertThat(stewardship.isIdle(job(started(1, "a"), stopping(1, "a")), T0)).isFalse();
  }

  private List<Act> due(Duration silence, Long laneStart, Instant now, JobEvent... history) {
    LiveJob job = job(history);
    Vitals vitals = new Vitals(silence, LostWorker.with(List.of(job)), laneStart, false);
    return due(job, vitals, now);
  }

  private List<Act> dueWith(LiveJob neighbour, LiveJob job) {
    LostWorker worker = LostWorker.with(List.of(job, neighbour));
    return due(job, new Vitals(LAPSED, worker, null, false), T0);
  }

  /** The same as of the whole job must be due of what a steward keeps of it. */
  private List<Act> due(LiveJob job, Vitals vitals, Instant now) {
    List<Act> due = stewardship.due(job, vitals, now);
    assertThat(stewardship.due(job.withoutTexts(), vitals, now)).isEqualTo(due);
    return due;
  }

  private static LiveJob job(JobEvent... history) {
    return job(JOB, history);
  }

  private static LiveJob neighbour(JobEvent... history) {
    return job(NEIGHBOUR, history);
  }

  private static LiveJob job(JobId id, JobEvent... history) {
    LiveJob job = LiveJob.unknown(id);
    for (int offset = 0; offset < history.length; offset++) {
      job = job.apply(new RecordedEvent(id, history[offset], offset));
    }
    return job;
  }

  private static JobEvent submitted() {
    return new Submitted(T0, BRIEF, "ann", "standard", 5L, null, null);
  }

  private static JobEvent submittedFor(Instant due) {
    return new Submitted(T0, BRIEF, "ann", "standard", null, due, null);
  }

  private static JobEvent started(int attempt, String lease) {
    return new Started(T0, attempt, lease, "worker-" + lease, 5, "unshare");
  }

  private static JobEvent lost(int attempt, String lease, Loss loss) {
    return new AttemptEnded(T0, attempt, lease, Reason.WORKER_LOST, "silent", null, loss);
  }

  /** As a worker says that gives up, or a steward of an older build. */
  private static JobEvent lost(int attempt, String lease) {
    return new AttemptEnded(T0, attempt, lease, Reason.WORKER_LOST, "silent", null);
  }

  private static JobEvent stopping(int attempt, String lease) {
    return new AttemptEnded(T0, attempt, lease, Reason.WORKER_STOPPING, "stops", null);
  }

  private static JobEvent retryAt(Instant time) {
    return new AttemptEnded(T0, 1, "a", Reason.RUN_FAILED, "exit 1", time);
  }
}
