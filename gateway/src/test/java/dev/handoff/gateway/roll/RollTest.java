package dev.handoff.gateway.roll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import dev.handoff.log.status.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The jobs of the last day, by their events. */
class RollTest {

  private static final Instant SINCE = Instant.parse("2026-01-02T03:00:00Z");
  private static final Filter LIVE =
      new Filter(
          Set.of(JobStatus.QUEUED, JobStatus.RUNNING), Set.of(), Set.of(), Set.of(), null, null);

  private final List<Change> changes = new ArrayList<>();
  private final Roll.Watcher watcher = changes::addAll;
  private final Roll roll = new Roll(SINCE, 3);
  private long offset = 100;

  RollTest() {
    roll.readBy(() -> Map.of(0, 100L, 1, 50L), () -> Duration.ZERO);
  }

  private static JobId job(int seconds) {
    return JobId.next(SINCE.plusSeconds(seconds), 0);
  }

  private void tell(JobId job, JobEvent event) {
    roll.onEvent(new RecordedEvent(job, event, offset++));
  }

  private JobId submitted(int seconds, String title) {
    return submitted(job(seconds), title);
  }

  private JobId submitted(JobId job, String title) {
    long laneOffset = Math.max(0, job.submittedAt().getEpochSecond() - SINCE.getEpochSecond());
    String text = "title: " + title + "\ngoal: x\nrun: {handler: x}\ntemplate: demo\n";
    Brief brief = new BriefReader().read(text.getBytes(StandardCharsets.UTF_8));
    tell(job, new Submitted(job.submittedAt(), brief, "ann", "standard", laneOffset, null, null));
    return job;
  }

  private void start(JobId job) {
    tell(job, new Started(job.submittedAt(), 1, "A", "worker-1", 0, null));
  }

  private void complete(JobId job) {
    tell(job, new Completed(job.submittedAt(), 1, "A", JobResult.NONE));
  }

  private List<JobId> jobs(Filter filter) {
    return roll.jobs(filter).stream().map(JobSummary::job).toList();
  }

  @Test
  void theNewestStandFirst() {
    JobId a = submitted(1, "a");
    JobId b = submitted(2, "b");

    assertThat(jobs(Filter.ALL)).containsExactly(b, a);
    assertThat(roll.jobs(Filter.ALL).get(0).template()).isEqualTo("demo");
  }

  @Test
  void aJobWhoseBeginningIsMissingIsNotShown() {
    JobId old = job(-60);
    complete(old);
    JobId live = submitted(-90, "still live");

    assertThat(jobs(Filter.ALL)).containsExactly(live);
  }

  @Test
  void anOldJobThatAFastWorkerStartedBeforeItsSubmissionRuns() {
    JobId old = job(-60);
    start(old);
    submitted(old, "fast");

    assertThat(roll.jobs(Filter.ALL).get(0).state().status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void aWatcherLearnsOfWhatChangesAndOfNothingElse() {
    JobId job = submitted(1, "a");
    roll.watch(watcher, Filter.ALL, roll.position());

    start(job);
    start(job);
    complete(job);
    roll.unwatch(watcher);
    submitted(2, "b");

    assertThat(changes.stream().map(change -> change.after().state().status()))
        .containsExactly(JobStatus.RUNNING, JobStatus.COMPLETED);
    assertThat(changes.get(0).before().state().status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void aChangeIsEncodedOnceForAllWhoFollow() {
    JobId job = submitted(1, "a");
    roll.watch(watcher, Filter.ALL, roll.position());
    start(job);
    Change change = changes.get(0);

    byte[] first = change.encoded(one -> one.title().getBytes(StandardCharsets.UTF_8));

    assertThat(first).asString().isEqualTo("a");
    assertThat(change.encoded(one -> new byte[0])).isSameAs(first);
  }

  @Test
  void whoHasNothingBeginsWithAllThatIsMeant() {
    JobId live = submitted(1, "a");
    complete(submitted(2, "b"));
    JobId done = submitted(3, "c");
    start(done);
    complete(done);

    Roll.Beginning begun = roll.watch(watcher, LIVE, null);

    assertThat(begun.isReset()).isTrue();
    assertThat(begun.jobs().stream().map(JobSummary::job)).contains(live).doesNotContain(done);
  }

  @Test
  void whoComesBackGetsWhatHasChangedEvenIfItIsNotMeantAnyMore() {
    JobId rests = submitted(1, "a");
    JobId ends = submitted(2, "b");
    StreamPosition position = roll.position();
    start(ends);
    complete(ends);

    Roll.Beginning begun = roll.watch(watcher, LIVE, position);

    assertThat(begun.isReset()).isFalse();
    assertThat(begun.jobs().stream().map(JobSummary::job)).containsExactly(ends);
    assertThat(rests).isNotEqualTo(ends);
  }

  @Test
  void whoWasAwayForTooLongBeginsAnew() {
    submitted(1, "a");

    assertThat(
            roll.watch(watcher, Filter.ALL, new StreamPosition(Map.of(0, 99L, 1, 50L))).isReset())
        .isTrue();
    assertThat(
            roll.watch(watcher, Filter.ALL, new StreamPosition(Map.of(0, 100L, 1, 49L))).isReset())
        .isTrue();
    assertThat(
            roll.watch(watcher, Filter.ALL, new StreamPosition(Map.of(0, 100L, 1, 50L))).isReset())
        .isFalse();
  }

  @Test
  void whoMayHaveMissedAJobThatWasDroppedBeginsAnew() {
    JobId first = submitted(1, "a");
    StreamPosition before = roll.position();
    start(first);
    complete(first);
    StreamPosition after = roll.position();
    submitted(2, "b");
    submitted(3, "c");
    submitted(4, "d"); // no room for the first

    assertThat(jobs(Filter.ALL)).hasSize(3).doesNotContain(first);
    assertThat(roll.watch(watcher, Filter.ALL, before).isReset()).isTrue();
    assertThat(roll.watch(watcher, Filter.ALL, after).isReset()).isFalse();
  }

  @Test
  void anEventOfADroppedJobChangesNothing() {
    JobId first = submitted(1, "a");
    submitted(2, "b");
    submitted(3, "c");
    submitted(4, "d");
    roll.watch(watcher, Filter.ALL, roll.position());

    start(first);

    assertThat(changes).isEmpty();
    assertThat(roll.position().of(0)).isEqualTo(offset);
  }

  @Test
  void aJobKnowsItsPlaceAndWhoServesItsLane() {
    submitted(1, "a");
    JobId second = submitted(2, "b");
    roll.onBeat(beat("worker-1", "standard"));
    roll.onBeat(beat("worker-2", "quick"));

    JobState state = roll.jobs(Filter.ALL).get(0).state();

    assertThat(roll.queuePosition(new JobView(second, state)).place()).isEqualTo(2);
    assertThat(roll.queuePosition(new JobView(second, state)).workers()).isEqualTo(1);
  }

  @Test
  void aLaneAddsUpItsJobsAndWorkers() {
    submitted(1, "a");
    start(submitted(2, "b"));
    roll.onBeat(beat("worker-1", "standard"));
    roll.onBeat(beat("worker-2", "standard"));
    roll.onBeat(beat("worker-3", "quick"));

    assertThat(roll.lanes())
        .containsExactly(
            new LaneView("quick", 0, 0, 0, 1, 4, 1, null),
            new LaneView("standard", 1, 0, 1, 2, 8, 2, SINCE.plusSeconds(1)));
  }

  @Test
  void aWorkerThatHasStoppedIsGone() {
    roll.onBeat(beat("worker-1", "standard"));
    roll.onBeat(beat("worker-1", "standard").last());

    assertThat(roll.workers()).isEmpty();
  }

  private static WorkerBeat beat(String worker, String lane) {
    return new WorkerBeat(
        Instant.now(),
        worker,
        "host",
        1,
        null,
        null,
        null,
        List.of(new LaneSlots(lane, 4, 1)),
        List.of(),
        null,
        null,
        null,
        null);
  }
}
