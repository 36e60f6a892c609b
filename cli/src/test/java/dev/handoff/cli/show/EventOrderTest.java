package dev.handoff.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.RecordedJob;
import dev.handoff.cli.show.EventOrder.Entry;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventOrderTest {

  private static final Submitted SUBMITTED = RecordedJob.submitted().state().submitted();

  @Test
  void aLogInOrderStaysAsItIs() {
    assertOrder(
        List.of(SUBMITTED, started(1, 7), ended(1), new Enqueued(at(3), 2, 9), started(2, 9)),
        0,
        1,
        2,
        3,
        4);
    assertOrder(List.of());
  }

  @Test
  void aSubmitComesBeforeAllThatOvertookIt() {
    assertOrder(List.of(started(1, 7), completed(1), SUBMITTED), 2, 0, 1);
  }

  @Test
  void aSubmitThatIsSaidTwiceIsMovedOnce() {
    assertOrder(List.of(started(1, 7), SUBMITTED, completed(1), SUBMITTED), 1, 0, 2, 3);
  }

  @Test
  void anEnqueueComesBeforeTheStartOfTheBriefThatItPutIntoTheLane() {
    assertOrder(
        List.of(SUBMITTED, started(1, 7), ended(1), started(2, 9), new Enqueued(at(3), 2, 9)),
        0,
        1,
        2,
        4,
        3);
  }

  @Test
  void anEnqueueOfAnotherBriefStaysWhereItIs() {
    assertOrder(List.of(SUBMITTED, started(1, 7), new Enqueued(at(3), 1, 8)), 0, 1, 2);
    assertOrder(List.of(SUBMITTED, started(1, 7), new Enqueued(at(3), 2, 7)), 0, 1, 2);
  }

  @Test
  void clocksThatDifferSwapNothing() {
    JobEvent early = new Started(at(-60), 1, "A", "slow-clock", 7, null);

    assertOrder(
        List.of(SUBMITTED, early, new CancelRequested(at(60), "ann", null), completed(1)),
        0,
        1,
        2,
        3);
  }

  private static void assertOrder(List<JobEvent> log, Integer... offsets) {
    List<Entry> entries = new ArrayList<>();
    for (JobEvent event : log) {
      entries.add(new Entry(new RecordedEvent(RecordedJob.JOB, event, entries.size()), true));
    }
    assertThat(EventOrder.of(entries))
        .extracting(entry -> (int) entry.recorded().offset())
        .containsExactly(offsets);
  }

  private static Instant at(int seconds) {
    return RecordedJob.SUBMITTED_AT.plusSeconds(seconds);
  }

  private static Started started(int attempt, long laneOffset) {
    return new Started(at(1), attempt, "A", "worker-1", laneOffset, null);
  }

  private static AttemptEnded ended(int attempt) {
    return new AttemptEnded(at(2), attempt, "A", Reason.WORKER_LOST, "gone", null);
  }

  private static Completed completed(int attempt) {
    return new Completed(at(4), attempt, "A", JobResult.NONE);
  }
}
