package dev.handoff.worker.steward;

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
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a steward knows of a job beside the fold: where its parts are on the log. */
class LiveJobTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");
  private static final JobId JOB = JobId.next(AT, 3);
  private static final Brief BRIEF =
      new BriefReader()
          .read("goal: a long story\nrun: {handler: h}\n".getBytes(StandardCharsets.UTF_8));

  private static final JobEvent SUBMITTED =
      new Submitted(AT, BRIEF, "ann", "standard", 5L, null, null, "task-before");
  private static final JobEvent STARTED = new Started(AT, 1, "a", "worker-a", 5, "bwrap");
  private static final JobEvent ENDED =
      new AttemptEnded(AT, 1, "a", Reason.WORKER_LOST, "silent", null);
  private static final JobEvent CANCEL = new CancelRequested(AT, "ann", null);
  private static final JobEvent CANCELLED = new Cancelled(AT, 1, null, "ann", null, null);
  private static final JobEvent COMPLETED = new Completed(AT, 1, "a", JobResult.NONE);

  /** The first event at offset {@code first}. */
  private static LiveJob job(long first, JobEvent... events) {
    LiveJob job = LiveJob.unknown(JOB);
    for (int i = 0; i < events.length; i++) {
      job = job.apply(new RecordedEvent(JOB, events[i], first + i));
    }
    return job;
  }

  @Test
  void aJobBeginsAtItsFirstEventAlsoWhereTheLogBegins() {
    assertThat(job(0, SUBMITTED, STARTED).firstOffset()).isZero();
    assertThat(job(40, SUBMITTED, STARTED).firstOffset()).isEqualTo(40);
  }

  @Test
  void aJobGoesToItsNewestEvent() {
    assertThat(job(40, SUBMITTED, STARTED).lastOffset()).isEqualTo(41);
  }

  @Test
  void theBriefOfTheFirstAttemptIsWhereTheSubmitSays() {
    LiveJob job = job(40, SUBMITTED);

    assertThat(job.laneOffset()).isEqualTo(5);
    assertThat(job.enqueues()).isEqualTo(1);
  }

  @Test
  void theNextAttemptHasNoBriefInTheLaneYet() {
    LiveJob job = job(40, SUBMITTED, STARTED, ENDED);

    assertThat(job.laneOffset()).isNull();
    assertThat(job.enqueues()).isZero();
  }

  @Test
  void theNewestBriefOfTheNextAttemptCountsAndEachIsCounted() {
    LiveJob job =
        job(40, SUBMITTED, STARTED, ENDED, new Enqueued(AT, 2, 9), new Enqueued(AT, 2, 12));

    assertThat(job.laneOffset()).isEqualTo(12);
    assertThat(job.enqueues()).isEqualTo(2);
  }

  @Test
  void aBriefOfAnAttemptThatIsOverIsNotTheNextOnes() {
    LiveJob job = job(40, SUBMITTED, STARTED, ENDED, new Enqueued(AT, 1, 9));

    assertThat(job.laneOffset()).isNull();
    assertThat(job.enqueues()).isZero();
  }

  @Test
  void aSubmitThatComesLateDoesNotHideWhereTheBriefIs() {
    LiveJob job = job(40, new Enqueued(AT, 1, 9), SUBMITTED);

    assertThat(job.laneOffset()).isEqualTo(9);
  }

  @Test
  void aCancelledJobThatWaitedIsNotOverUntilTheLogSaysSo() {
    assertThat(job(40, SUBMITTED, CANCEL).isOver()).isFalse();
    assertThat(job(40, SUBMITTED, CANCEL, CANCELLED).isOver()).isTrue();
  }

  @Test
  void anEndThatDoesNotCountSaysNothing() {
    LiveJob job = job(40, SUBMITTED, COMPLETED, STARTED);

    assertThat(job.isEndSaid()).isFalse();
    assertThat(job.isOver()).isFalse();
  }

  @Test
  void whatHasEndedIsOverWhateverFollows() {
    assertThat(job(40, SUBMITTED, STARTED, COMPLETED, STARTED).isOver()).isTrue();
  }

  @Test
  void theTextsOfABriefAreNotKept() {
    LiveJob kept = job(40, SUBMITTED, STARTED).withoutTexts();

    assertThat(kept.state().submitted().brief()).isEqualTo(BRIEF.withoutTexts());
    assertThat(kept.state().submitted().brief().goal()).isEmpty();
  }

  @Test
  void allElseIsKept() {
    LiveJob whole = job(40, SUBMITTED, STARTED);

    assertThat(whole.withoutTexts())
        .usingRecursiveComparison()
        .ignoringFields("state.submitted.recorded")
        .isEqualTo(whole);
  }

  @Test
  void aJobWithoutASubmitHasNoTexts() {
    LiveJob ghost = job(40, STARTED);

    assertThat(ghost.withoutTexts()).isEqualTo(ghost);
  }
}
