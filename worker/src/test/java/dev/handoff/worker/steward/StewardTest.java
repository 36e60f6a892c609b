package dev.handoff.worker.steward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.Held;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.lease.LeaseSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When which steward acts, on a log that shows each act at once. */
class StewardTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration LAPSE = LeaseSettings.DEFAULT.lapse();

  private static final JobId JOB = JobId.next(AT, 3);
  private static final JobId NEIGHBOUR = JobId.next(AT, 3);
  private static final Brief BRIEF =
      new BriefReader()
          .read("goal: be watched\nrun: {handler: any}\n".getBytes(StandardCharsets.UTF_8));

  private final StewardedLog log = new StewardedLog(AT, JOB);

  @BeforeEach
  void aJobRuns() {
    log.say(new Submitted(AT, BRIEF, "tester", "standard", 0L, null, null));
    start(1);
  }

  private void start(int attempt) {
    log.say(new Started(AT, attempt, "lease-" + attempt, "worker-" + attempt, 0, "bwrap"));
  }

  @Test
  void theFirstStewardTakesTheAttemptAwayAndEnqueuesTheNextAtOnce() {
    log.tick(0, LAPSE.plusMillis(400));

    assertThat(log.takeAppended()).hasExactlyElementsOfTypes(AttemptEnded.class, Enqueued.class);
  }

  @Test
  void jobsOfOneLostWorkerKnowOfEachOtherThoughOneIsEndedFirst() {
    log.say(NEIGHBOUR, new Submitted(AT, BRIEF, "tester", "standard", 0L, null, null));
    log.say(NEIGHBOUR, new Started(AT, 1, "lease-n", "worker-1", 0, "bwrap"));

    log.tick(0, LAPSE.plusMillis(400));

    assertThat(log.takeAppended())
        .filteredOn(AttemptEnded.class::isInstance)
        .extracting(event -> ((AttemptEnded) event).loss())
        .containsExactly(Loss.SHARED, Loss.SHARED);
  }

  @Test
  void jobThatIsAloneOnALostWorkerIsSaidToBe() {
    log.say(NEIGHBOUR, new Submitted(AT, BRIEF, "tester", "standard", 0L, null, null));
    log.say(NEIGHBOUR, new Started(AT, 1, "lease-n", "worker-2", 0, "bwrap"));

    log.tick(0, LAPSE.plusMillis(400));

    assertThat(log.takeAppended())
        .filteredOn(AttemptEnded.class::isInstance)
        .extracting(event -> ((AttemptEnded) event).loss())
        .containsExactly(Loss.ALONE, Loss.ALONE);
  }

  @Test
  void theSecondLeavesTheFirstASecondToAct() {
    log.tick(1, LAPSE.plusMillis(800));

    assertThat(log.takeAppended()).isEmpty();
  }

  @Test
  void theSecondWaitsNoSecondTimeForWhatFollowsFromItsOwnAct() {
    log.tick(1, LAPSE.plusMillis(1_600));

    assertThat(log.takeAppended()).hasExactlyElementsOfTypes(AttemptEnded.class, Enqueued.class);
  }

  @Test
  void theSecondWaitsAgainOnceTheJobHasRun() {
    log.tick(1, LAPSE.plusMillis(1_600));
    start(2);
    log.takeAppended();

    log.tick(1, LAPSE.plusMillis(800));

    assertThat(log.takeAppended()).isEmpty();
  }

  private void beat(int attempt, String lease) {
    log.steward()
        .onBeat(
            new WorkerBeat(
                AT,
                "worker-1",
                "host",
                1,
                AT,
                "1",
                "bwrap",
                List.of(),
                List.of(Held.of(JOB, attempt, lease)),
                null,
                null,
                null,
                null));
  }

  @Test
  void aBeatThatNamesTheAttemptRenewsItsLease() {
    log.tick(0, Duration.ofSeconds(9));
    beat(1, "lease-1");

    log.tick(0, Duration.ofSeconds(9));

    assertThat(log.takeAppended()).isEmpty();
  }

  @Test
  void aBeatThatNamesAnotherLeaseRenewsNothing() {
    log.tick(0, Duration.ofSeconds(9));
    beat(1, "lease-0");

    log.tick(0, Duration.ofSeconds(9));

    assertThat(log.takeAppended()).hasExactlyElementsOfTypes(AttemptEnded.class, Enqueued.class);
  }

  @Test
  void aBeatOfAJobThatNobodyKnowsIsIgnored() {
    Steward steward = log.steward();
    log.say(new Completed(AT, 1, "lease-1", JobResult.NONE));

    beat(1, "lease-1");

    assertThat(steward.liveJobs()).isZero();
  }

  /** Of a job whose due time cannot be added to: no record is read that has one. */
  private JobId submitBeyondAllTime() {
    JobId culprit = JobId.next(AT, 4);
    Submitted submitted = new Submitted(AT, BRIEF, "mallory", "standard", null, Instant.MAX, null);
    log.steward().onEvent(new RecordedEvent(culprit, submitted, 0));
    return culprit;
  }

  @Test
  void aJobThatAStewardFailsOnKeepsItFromNoOther() {
    submitBeyondAllTime();

    log.tick(0, LAPSE.plusMillis(400));

    assertThat(log.takeAppended()).hasExactlyElementsOfTypes(AttemptEnded.class, Enqueued.class);
    assertThat(log.steward().setAsideJobs()).isEqualTo(1);
  }

  @Test
  void aJobThatWasSetAsideIsTriedAgainOnceSomethingNewIsSaidAboutIt() {
    JobId culprit = submitBeyondAllTime();
    log.tick(0, Duration.ofSeconds(1));

    log.steward()
        .onEvent(new RecordedEvent(culprit, new CancelRequested(AT, "ann", "it never ends"), 1));

    assertThat(log.steward().setAsideJobs()).isZero();
  }

  @Test
  void afterTheLogStoodStillEveryAttemptHasAWholeLapseAgain() {
    log.tick(0, Duration.ofSeconds(9));
    log.steward().restartLeaseClocks(Duration.ofSeconds(9).toNanos());

    log.tick(0, LAPSE);

    assertThat(log.takeAppended()).isEmpty();
  }

  @Test
  void aJobIsLiveUntilItsEndIsSaid() {
    assertThat(log.steward().liveJobs()).isEqualTo(1);

    log.say(new Completed(AT, 1, "lease-1", JobResult.NONE));

    assertThat(log.steward().liveJobs()).isZero();
  }

  @Test
  void aLaneIsWaitedForWhileItHasAJobThatDoesNotRun() {
    StewardedLog waiting = new StewardedLog(AT, JOB);
    waiting.say(new Submitted(AT, BRIEF, "tester", "gpu", 0L, null, null));

    assertThat(waiting.steward().waitingLanes()).containsExactly("gpu");
    assertThat(log.steward().waitingLanes()).as("the job runs").isEmpty();
  }

  @Test
  void noLaneIsWaitedForByAJobWhoseSubmitNeverCame() {
    StewardedLog ghost = new StewardedLog(AT, JOB);
    ghost.say(new Started(AT, 1, "lease-1", "worker-1", 0, "bwrap"));

    assertThat(ghost.steward().waitingLanes()).isEmpty();
  }

  @Test
  void aSuccessorBeginsAtTheFirstEventOfALiveJob() {
    assertThat(log.steward().beginnings(Map.of(3, 2L, 4, 9L)))
        .containsExactlyInAnyOrderEntriesOf(Map.of(3, 0L, 4, 9L));
  }

  /** Ticks as long as the holder is heard. */
  private void tickAlive(int seconds) {
    for (int i = 0; i < seconds; i += 2) {
      beat(1, "lease-1");
      log.tick(0, Duration.ofSeconds(2));
    }
  }

  @Test
  void aJobIsNotLookedUpUntilNothingWasReadAboutItForHalfAMinute() {
    tickAlive(30);
    assertThat(log.looks()).isZero();

    log.tick(0, StewardedLog.TICK);
    assertThat(log.looks()).isEqualTo(1);
  }

  @Test
  void aJobIsLookedUpOnce() {
    tickAlive(120);

    assertThat(log.looks()).isEqualTo(1);
  }

  /** A late record of a job that has ended looks like a new job. */
  @Test
  void aJobThatHasEndedBeforeIsForgottenOnceItIsLookedUp() {
    log.hide(new Completed(AT, 1, "lease-1", JobResult.NONE));

    tickAlive(32);

    assertThat(log.steward().liveJobs()).isZero();
    assertThat(log.takeAppended()).isEmpty();
  }

  @Test
  void whatALookShowsIsActedUpon() {
    log.hide(new CancelRequested(AT, "ann", null));
    tickAlive(32);

    log.tick(0, LAPSE.plusSeconds(1));

    assertThat(log.takeAppended()).hasExactlyElementsOfTypes(AttemptEnded.class, Cancelled.class);
  }

  @Test
  void anAttemptThatAnotherStewardEndedMeanwhileIsNotEndedAgain() {
    log.hide(new AttemptEnded(AT, 1, "lease-1", Reason.WORKER_LOST, "silent", null));
    log.hide(new Started(AT, 2, "lease-2", "worker-2", 0, "bwrap"));

    log.tick(0, LAPSE.plusMillis(400));

    assertThat(log.takeAppended()).isEmpty();
  }

  @Test
  void theSecondWaitsAnewForWhatWasNotDueMeanwhile() {
    log.tick(1, LAPSE.plusMillis(800));
    beat(1, "lease-1");

    log.tick(1, LAPSE.plusMillis(800));

    assertThat(log.takeAppended()).isEmpty();
  }

  @Test
  void anyEventPutsOffTheLookForHalfAMinute() {
    tickAlive(20);
    log.say(new Progressed(AT, 1, "lease-0", "run", null, null));

    tickAlive(30);

    assertThat(log.looks()).isZero();
  }

  @Test
  void aJobWhoseEndOnlyALookBeforeTheActShowsIsForgotten() {
    log.hide(new Completed(AT, 1, "lease-1", JobResult.NONE));

    log.tick(0, LAPSE.plusMillis(400));

    assertThat(log.takeAppended()).isEmpty();
    assertThat(log.steward().liveJobs()).isZero();
  }
}
