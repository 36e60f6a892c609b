package dev.handoff.worker.steward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a steward remembers of a job: when it heard of it, and what it did about it. */
class WatchedJobTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");
  private static final JobId JOB = JobId.next(AT, 3);
  private static final Brief BRIEF =
      new BriefReader()
          .read("goal: a long story\nrun: {handler: h}\n".getBytes(StandardCharsets.UTF_8));

  private static final JobEvent SUBMITTED =
      new Submitted(AT, BRIEF, "ann", "standard", 5L, null, null);
  private static final JobEvent STARTED = new Started(AT, 1, "a", "worker-a", 5, "bwrap");
  private static final JobEvent CANCEL = new CancelRequested(AT, "ann", null);

  private final WatchedJob watched = new WatchedJob(LiveJob.unknown(JOB), 100);
  private long offset;

  @BeforeEach
  void aJobRuns() {
    say(SUBMITTED, 110);
    say(STARTED, 120);
  }

  private void say(JobEvent event, long now) {
    watched.apply(new RecordedEvent(JOB, event, offset++), now);
  }

  private static JobEvent progressed(String lease) {
    return new Progressed(AT, 1, lease, "run", null, 5);
  }

  /** The job as a look shows it that saw this many of the events. */
  private static LiveJob seen(JobEvent... events) {
    LiveJob job = LiveJob.unknown(JOB);
    for (int i = 0; i < events.length; i++) {
      job = job.apply(new RecordedEvent(JOB, events[i], i));
    }
    return job;
  }

  @Test
  void aJobThatIsNewWasHeardOfNow() {
    WatchedJob fresh = new WatchedJob(LiveJob.unknown(JOB), 100);

    assertThat(fresh.heardAt()).isEqualTo(100);
    assertThat(fresh.quietSince()).isEqualTo(100);
  }

  @Test
  void theTextsOfItsBriefAreNotKept() {
    WatchedJob fresh = new WatchedJob(LiveJob.unknown(JOB), 100);

    fresh.apply(new RecordedEvent(JOB, SUBMITTED, 0), 110);

    assertThat(fresh.job().state().submitted().brief().goal()).isEmpty();
  }

  @Test
  void onlyTheHoldersWordIsASignOfItsLife() {
    say(progressed("a"), 130);
    say(progressed("b"), 140);
    say(CANCEL, 150);

    assertThat(watched.heardAt()).isEqualTo(130);
  }

  @Test
  void anyEventEndsTheQuiet() {
    say(progressed("b"), 140);

    assertThat(watched.quietSince()).isEqualTo(140);
  }

  @Test
  void itIsHeldByTheAttemptAndLeaseThatRun() {
    assertThat(watched.isHeld(1, "a")).isTrue();
    assertThat(watched.isHeld(1, "b")).isFalse();
    assertThat(watched.isHeld(2, "a")).isFalse();
  }

  @Test
  void whatIsDueIsDueSinceItWasNotedFirst() {
    assertThat(watched.dueFor(200)).isZero();
    assertThat(watched.dueFor(230)).isEqualTo(30);
    assertThat(watched.isDue()).isTrue();
  }

  @Test
  void whatIsNoLongerDueIsCountedAnew() {
    watched.dueFor(200);

    watched.notDue();

    assertThat(watched.isDue()).isFalse();
    assertThat(watched.dueFor(230)).isZero();
  }

  @Test
  void anEventMakesWhatWasDueOutOfDate() {
    watched.dueFor(200);

    say(CANCEL, 210);

    assertThat(watched.isDue()).isFalse();
  }

  @Test
  void nothingIsInHandBeforeTheFirstAct() {
    assertThat(watched.isInHand(120, 60)).isFalse();
  }

  @Test
  void anActIsInHandWhileItIsUnderWay() {
    watched.acting();

    assertThat(watched.isInHand(10_000, 60)).isTrue();
  }

  @Test
  void anActThatWasDoneIsInHandUntilItIsToBeRepeated() {
    watched.acting();
    watched.acted(200);

    assertThat(watched.isInHand(259, 60)).isTrue();
    assertThat(watched.isInHand(260, 60)).isFalse();
  }

  @Test
  void anActThatTheLogShowedMeanwhileIsNotInHand() {
    watched.acting();
    say(CANCEL, 190);
    watched.acted(200);

    assertThat(watched.isInHand(201, 60)).isFalse();
  }

  @Test
  void aLookIsNoAct() {
    watched.acting();
    watched.looked(200);

    assertThat(watched.isInHand(201, 60)).isFalse();
    assertThat(watched.quietSince()).isEqualTo(200);
  }

  @Test
  void itIsVerifiedOnceItsWholeHistoryWasRead() {
    assertThat(watched.isVerified()).isFalse();

    watched.verified(seen(SUBMITTED, STARTED));

    assertThat(watched.isVerified()).isTrue();
  }

  @Test
  void aLookThatSawLessThanWasHeardChangesNothing() {
    watched.verified(seen(SUBMITTED));

    assertThat(watched.job().state().status()).isEqualTo(JobStatus.RUNNING);
  }

  /** The steward may have begun in the middle of the job's history. */
  @Test
  void aLookThatSawAsMuchKnowsBetter() {
    watched.verified(seen(SUBMITTED, CANCEL));

    assertThat(watched.job().state().status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void aStandInStaysOneUntilTheJobRunsAgain() {
    watched.standIn();
    say(new AttemptEnded(AT, 1, "a", Reason.WORKER_LOST, "silent", null), 200);
    assertThat(watched.actedAsStandby()).isTrue();

    say(new Started(AT, 2, "b", "worker-b", 5, "bwrap"), 210);
    assertThat(watched.actedAsStandby()).isFalse();
  }
}
