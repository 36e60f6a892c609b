package dev.handoff.log.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.SomeEvents;
import dev.handoff.log.status.HeaderFold.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the headers of a job's events show. */
class HeaderFoldTest {

  private static final JobId JOB = JobId.next(SomeEvents.AT, 5);

  @Test
  void aJobThatWasSubmittedStartedAndCompletedHasEnded() {
    assertThat(
            found(
                SomeEvents.submitted(),
                SomeEvents.started(1, "A"),
                SomeEvents.progressed(1, "A", 50),
                SomeEvents.checkFinished(1, "A"),
                SomeEvents.completed(1, "A")))
        .isEqualTo(Finding.ENDED);
  }

  @Test
  void aSubmittedBehindTheEndChangesNothing() {
    assertThat(
            found(SomeEvents.started(1, "A"), SomeEvents.completed(1, "A"), SomeEvents.submitted()))
        .isEqualTo(Finding.ENDED);
  }

  @Test
  void anEndWithTheLeaseOfNoStartIsUnusual() {
    assertThat(found(SomeEvents.submitted(), SomeEvents.completed(1, "A")))
        .isEqualTo(Finding.UNUSUAL);
    assertThat(found(SomeEvents.started(1, "A"), SomeEvents.completed(1, "B")))
        .isEqualTo(Finding.UNUSUAL);
    assertThat(found(SomeEvents.started(1, "A"), SomeEvents.completed(2, "A")))
        .isEqualTo(Finding.UNUSUAL);
  }

  @Test
  void aSecondClaimIsUnusual() {
    assertThat(found(SomeEvents.started(1, "A"), SomeEvents.started(1, "B")))
        .isEqualTo(Finding.UNUSUAL);
    assertThat(found(SomeEvents.started(2, "A"))).isEqualTo(Finding.UNUSUAL);
  }

  @Test
  void aCancelOrALossIsUnusual() {
    assertThat(found(SomeEvents.submitted(), SomeEvents.cancelRequested()))
        .isEqualTo(Finding.UNUSUAL);
    assertThat(found(SomeEvents.started(1, "A"), SomeEvents.attemptEnded(1, "A")))
        .isEqualTo(Finding.UNUSUAL);
  }

  @Test
  void aJobThatHasEndedByHeadersHasCompletedByTheFold() {
    Random random = new Random(5);
    int ended = 0;
    for (int round = 0; round < 100_000; round++) {
      List<JobEvent> events = new ArrayList<>();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        List<JobEvent> kinds =
            SomeEvents.ofEveryKind(1 + random.nextInt(8) / 7, random.nextInt(4) == 0 ? "B" : "A");
        events.add(
            random.nextBoolean()
                ? kinds.get(random.nextInt(kinds.size()))
                : kinds.get(random.nextBoolean() ? 2 : 7));
      }
      if (found(events.toArray(JobEvent[]::new)) == Finding.ENDED) {
        ended++;
        JobState state = SomeEvents.fold(events);
        assertThat(state.status()).as(events.toString()).isEqualTo(JobStatus.COMPLETED);
        assertThat(state.end().lease()).isEqualTo(state.lastAttempt().lease());
      }
    }
    assertThat(ended).isGreaterThan(1_000);
  }

  private static Finding found(JobEvent... events) {
    HeaderFold fold = new HeaderFold();
    Finding finding = Finding.OPEN;
    for (JobEvent event : events) {
      finding = fold.apply(UnreadEvent.of(new RecordedEvent(JOB, event, 0)));
    }
    return finding;
  }
}
