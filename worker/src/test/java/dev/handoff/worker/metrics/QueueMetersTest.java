package dev.handoff.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.lane.LaneBacklog.Place;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.testkit.SettableClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class QueueMetersTest {

  private static final Instant AT = Instant.parse("2026-01-01T10:00:00Z");
  private static final int PARTITION = 3;

  private final SettableClock clock = new SettableClock(AT);
  private final AtomicBoolean isLeader = new AtomicBoolean(true);
  private final QueueMeters meters = new QueueMeters(isLeader::get, clock);
  private final JobId job = JobId.next(AT, PARTITION);
  private LogFeed.Listener feed = caughtUp(begin(0));
  private long offset;

  /** A feed that tells again what lies before the offset. */
  private LogFeed.Listener begin(long told) {
    LogFeed.Listener begun = meters.begin();
    begun.onBegin(Map.of(PARTITION, told));
    return begun;
  }

  private static LogFeed.Listener caughtUp(LogFeed.Listener begun) {
    begun.onCaughtUp();
    return begun;
  }

  private void read(JobId of, JobEvent... events) {
    for (JobEvent event : events) {
      feed.onEvent(new RecordedEvent(of, event, offset++));
    }
  }

  private static Instant after(int seconds) {
    return AT.plusSeconds(seconds);
  }

  private static Submitted submitted(String lane) {
    return new Submitted(AT, null, "ann", lane, 0L, null, null);
  }

  private static Started started(int attempt, int seconds) {
    return new Started(after(seconds), attempt, "lease-" + attempt, "worker-1", 0, "bwrap");
  }

  private static AttemptEnded ended(int attempt, int seconds, Reason reason, Instant retryAt) {
    return new AttemptEnded(after(seconds), attempt, "lease-" + attempt, reason, "why", retryAt);
  }

  private static Completed completed(int attempt, int seconds) {
    return new Completed(after(seconds), attempt, "lease-" + attempt, JobResult.NONE);
  }

  private static Failed failed(int attempt, int seconds, Reason reason) {
    return new Failed(after(seconds), attempt, "lease-" + attempt, reason, "why", JobResult.NONE);
  }

  private double figure(String series) {
    return Figures.of(meters.text()).value(series);
  }

  @Test
  void aJobIsInOneStateAtATime() {
    read(job, submitted("standard"));
    assertThat(figure("handoff_jobs{lane=\"standard\",state=\"waiting\"}")).isEqualTo(1);

    read(job, started(1, 1));
    assertThat(figure("handoff_jobs{lane=\"standard\",state=\"waiting\"}")).isZero();
    assertThat(figure("handoff_jobs{lane=\"standard\",state=\"running\"}")).isEqualTo(1);

    read(job, ended(1, 2, Reason.RUN_FAILED, after(60)));
    assertThat(figure("handoff_jobs{lane=\"standard\",state=\"running\"}")).isZero();
    assertThat(figure("handoff_jobs{lane=\"standard\",state=\"delayed\"}")).isEqualTo(1);

    read(job, new Enqueued(after(60), 2, 1), started(2, 61));
    read(job, new CancelRequested(after(62), "ann", null));
    assertThat(figure("handoff_jobs{lane=\"standard\",state=\"cancelling\"}")).isEqualTo(1);

    read(job, completed(2, 63));
    for (String state : List.of("waiting", "delayed", "running", "cancelling")) {
      assertThat(figure("handoff_jobs{lane=\"standard\",state=\"" + state + "\"}")).isZero();
    }
  }

  @Test
  void theOldestThatWaitsIsToldByItsDueTime() {
    read(job, submitted("standard"));
    JobId other = JobId.next(AT, PARTITION);
    read(other, new Submitted(after(10), null, "ann", "standard", 1L, null, null));
    clock.set(after(100));
    String oldest = "handoff_lane_oldest_waiting_seconds{lane=\"standard\"}";
    assertThat(figure(oldest)).isEqualTo(100);

    read(job, started(1, 100));
    assertThat(figure(oldest)).isEqualTo(90);

    read(other, started(1, 100));
    assertThat(figure(oldest)).isZero();
  }

  @Test
  void everythingThatHappenedIsCountedOnce() {
    read(job, submitted("standard"), started(1, 4), ended(1, 9, Reason.WORKER_LOST, null));
    read(job, started(2, 20), ended(2, 25, Reason.CHECK_FAILED, after(60)), started(3, 61));
    read(job, failed(3, 100, Reason.DISK_FULL), failed(3, 101, Reason.DISK_FULL));

    assertThat(figure("handoff_jobs_submitted_total{lane=\"standard\"}")).isEqualTo(1);
    assertThat(figure("handoff_jobs_started_total{lane=\"standard\"}")).isEqualTo(3);
    assertThat(figure("handoff_jobs_rescued_total{lane=\"standard\"}")).isEqualTo(1);
    assertThat(figure(retried("worker_lost"))).isEqualTo(1);
    assertThat(figure(retried("check_failed"))).isEqualTo(1);
    assertThat(figure(retried("disk_full"))).isZero();
    assertThat(figure(completedAs("failed", "disk_full", "system"))).isEqualTo(1);
    assertThat(figure("handoff_job_queue_wait_seconds_sum{lane=\"standard\"}"))
        .isEqualTo(4 + 11 + 1);
    assertThat(figure(run("retry"))).isEqualTo(5 + 5);
    assertThat(figure(run("failed"))).isEqualTo(39);
    assertThat(figure("handoff_job_duration_seconds_sum{lane=\"standard\",outcome=\"failed\"}"))
        .isEqualTo(100);
    assertThat(figure("handoff_terminal_conflicts_total")).isZero();
  }

  private static String retried(String reason) {
    return "handoff_jobs_retried_total{lane=\"standard\",reason=\"" + reason + "\"}";
  }

  private static String run(String outcome) {
    return "handoff_job_run_seconds_sum{lane=\"standard\",outcome=\"" + outcome + "\"}";
  }

  private static String completedAs(String outcome, String reason, String fault) {
    return "handoff_jobs_completed_total{fault=\"%s\",lane=\"standard\",outcome=\"%s\",reason=\"%s\"}"
        .formatted(fault, outcome, reason);
  }

  @Test
  void twoEndsWithOneLeaseAreCountedAsAConflict() {
    read(job, submitted("standard"), started(1, 1), completed(1, 2));
    read(job, failed(1, 3, Reason.RUN_FAILED));

    assertThat(figure("handoff_terminal_conflicts_total")).isEqualTo(1);
  }

  @Test
  void whatWasToldToALeaderBeforeIsFoldedAndNotCounted() {
    feed = begin(2);
    read(job, submitted("standard"), started(1, 1), completed(1, 2));
    caughtUp(feed);

    assertThat(figure("handoff_jobs_submitted_total{lane=\"standard\"}")).isZero();
    assertThat(figure("handoff_jobs_started_total{lane=\"standard\"}")).isZero();
    assertThat(figure(completedAs("completed", "none", "none"))).isEqualTo(1);
  }

  @Test
  void aProcessWithoutTheLeadCountsNothingAndTellsNothingThatStands() {
    isLeader.set(false);
    read(job, submitted("standard"), started(1, 1));
    assertThat(figure("handoff_jobs_submitted_total{lane=\"standard\"}")).isZero();
    assertThat(meters.text()).doesNotContain("handoff_jobs{", "handoff_workers");

    isLeader.set(true);
    read(job, completed(1, 2));

    assertThat(figure("handoff_jobs_submitted_total{lane=\"standard\"}")).isZero();
    assertThat(figure(completedAs("completed", "none", "none"))).isEqualTo(1);
  }

  @Test
  void aNewReadingForgetsWhatStoodAndKeepsWhatHappened() {
    read(job, submitted("standard"));
    feed = caughtUp(begin(offset));

    assertThat(figure("handoff_jobs_submitted_total{lane=\"standard\"}")).isEqualTo(1);
    assertThat(figure("handoff_jobs{lane=\"standard\",state=\"waiting\"}")).isZero();
  }

  @Test
  void aReadingThatHasNotCaughtUpTellsNothing() {
    feed = begin(0);

    assertThat(meters.text()).isEmpty();
  }

  @Test
  void slotsAndWorkersAreThoseOfTheNewestBeats() {
    feed.onBeat(beat("a", new LaneSlots("standard", 4, 1), new LaneSlots("quick", 2, 2)));
    feed.onBeat(beat("b", new LaneSlots("standard", 8, 0)));
    feed.onBeat(beat("b", new LaneSlots("standard", 8, 5)));

    assertThat(figure("handoff_workers")).isEqualTo(2);
    assertThat(figure("handoff_lane_workers{lane=\"standard\"}")).isEqualTo(2);
    assertThat(figure("handoff_lane_slots{lane=\"standard\"}")).isEqualTo(12);
    assertThat(figure("handoff_lane_slots_used{lane=\"standard\"}")).isEqualTo(6);
    assertThat(figure("handoff_lane_slots_used{lane=\"quick\"}")).isEqualTo(2);
  }

  @Test
  void aWorkerThatSaysThatItStopsIsNotCounted() {
    feed.onBeat(beat("a", new LaneSlots("standard", 4, 1)));
    feed.onBeat(beat("b", new LaneSlots("standard", 8, 0)));
    feed.onBeat(beat("b", new LaneSlots("standard", 8, 0)).last());

    assertThat(figure("handoff_workers")).isEqualTo(1);
    assertThat(figure("handoff_lane_slots{lane=\"standard\"}")).isEqualTo(4);

    feed.onBeat(beat("b", new LaneSlots("standard", 2, 0)));

    assertThat(figure("handoff_workers")).isEqualTo(2);
  }

  private static WorkerBeat beat(String worker, LaneSlots... lanes) {
    return new WorkerBeat(
        AT, worker, "h", 1, AT, "0", "none", List.of(lanes), List.of(), null, null, null, null);
  }

  @Test
  void aBacklogThatNobodyToldIsNoNumber() {
    read(job, submitted("standard"));
    assertThat(figure("handoff_lane_backlog{lane=\"standard\"}")).isNaN();

    meters.backlog(Map.of("standard", new Place(10, 7, 17)));

    assertThat(figure("handoff_lane_backlog{lane=\"standard\"}")).isEqualTo(7);
  }

  @Test
  void namesThatAreNoLanesOrTooManyAreCountedAsOne() {
    read(JobId.next(AT, PARTITION), submitted("Not a lane\n"));
    for (int lane = 0; lane < 300; lane++) {
      read(JobId.next(AT, PARTITION), submitted("lane-" + lane));
    }

    String text = meters.text();
    Figures figures = Figures.of(text);
    assertThat(figures.value("handoff_jobs_submitted_total{lane=\"lane-7\"}")).isEqualTo(1);
    assertThat(figures.value("handoff_jobs_submitted_total{lane=\"other\"}")).isGreaterThan(100);
    assertThat(text).doesNotContain("Not a lane");
  }

  @Test
  void aDelayIsThatOfAnEndThatCounts() {
    read(job, submitted("standard"), started(1, 1));
    clock.set(after(7));
    read(job, completed(1, 5), completed(1, 5));

    assertThat(figure("handoff_notification_delay_seconds_count")).isEqualTo(1);
    assertThat(figure("handoff_notification_delay_seconds_sum")).isEqualTo(2);
  }
}
