package dev.handoff.gateway.trace;

import static dev.handoff.gateway.trace.TraceEvents.JOB;
import static dev.handoff.gateway.trace.TraceEvents.at;
import static dev.handoff.gateway.trace.TraceEvents.completed;
import static dev.handoff.gateway.trace.TraceEvents.started;
import static dev.handoff.gateway.trace.TraceEvents.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.log.status.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which jobs are passed on for export. */
class TraceFeedTest {

  private final List<JobId> ended = new ArrayList<>();
  private final AtomicInteger dropped = new AtomicInteger();
  private final TraceFeed feed =
      new TraceFeed(3, trace -> ended.add(trace.job()), dropped::incrementAndGet);

  private void tell(JobId job, JobEvent... events) {
    for (JobEvent event : events) {
      feed.onEvent(new RecordedEvent(job, event, 0));
    }
  }

  @Test
  void aJobThatEndsIsPassedOnOnce() {
    feed.onCaughtUp();

    tell(JOB, submitted(), started(1, 1), completed(2, 1), completed(2, 1), submitted());
    tell(JOB, started(1, 1), completed(3, 1));

    assertThat(ended).containsExactly(JOB);
  }

  @Test
  void whatHadEndedAtTheStartIsLeftOutAndWhatWasLiveIsNot() {
    JobId live = JobId.next(at(1), 1);
    tell(JOB, submitted(), started(1, 1), completed(2, 1));
    tell(live, submitted(), started(1, 1));

    feed.onCaughtUp();
    tell(live, completed(5, 1));

    assertThat(ended).containsExactly(live);
  }

  @Test
  void aJobWhoseSubmissionComesLastIsPassedOnWithIt() {
    feed.onCaughtUp();

    tell(JOB, started(1, 1), completed(2, 1));
    assertThat(ended).isEmpty();
    tell(JOB, submitted());

    assertThat(ended).containsExactly(JOB);
  }

  @Test
  void aCallerWhoDoesNotRecordGetsNoSpans() {
    feed.onCaughtUp();

    tell(
        JOB,
        submitted("A title", null, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"),
        started(1, 1),
        completed(2, 1));

    assertThat(ended).isEmpty();
    assertThat(dropped).hasValue(0);
  }

  @Test
  void aboveItsRoomTheOldestJobIsFollowedNoLongerAndCounted() {
    feed.onCaughtUp();
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      jobs.add(JobId.next(at(i), 1));
      tell(jobs.get(i), submitted(), started(1, 1));
    }

    jobs.forEach(job -> tell(job, completed(2, 1)));

    assertThat(dropped).hasValue(1);
    assertThat(ended).isEqualTo(jobs.subList(1, 4));
  }
}
