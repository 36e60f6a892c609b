package dev.handoff.worker.steward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.EventReader;
import dev.handoff.log.status.UnreadEvent;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.log.EventRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A steward that does not read every event knows and does what one does that reads them all. */
class UnreadEventsTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration REST = StewardTimes.DEFAULT.lookAtAllEvery();
  private static final Duration LAPSE = LeaseSettings.DEFAULT.lapse();

  private final JobId job = JobId.next(AT, 0);
  private final Side side = new Side(100);
  private long offset;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void ofAnyLogItKnowsTheSameLiveJobsAndDoesTheSame(int seed) {
    for (int round = 0; round < 60; round++) {
      Random random = new Random(seed * 1_000L + round);
      List<ConsumerRecord<String, byte[]>> log =
          new RandomRecords(random, AT).log(1 + random.nextInt(12));
      compare(log, random, "seed " + seed + ", round " + round);
    }
  }

  private static void compare(
      List<ConsumerRecord<String, byte[]>> log, Random random, String place) {
    Side all = new Side(0);
    Side some = new Side(random.nextInt(20));
    int replayed = random.nextInt(log.size() + 1);
    if (replayed > 0) {
      some.steward.onBegin(Map.of());
    }
    int next = 0;
    while (next < log.size()) {
      boolean isReplay = next < replayed;
      int end = Math.min(next + 1 + random.nextInt(10), isReplay ? replayed : log.size());
      List<ConsumerRecord<String, byte[]>> poll = log.subList(next, end);
      all.readEach(poll);
      some.poll(poll);
      next = end;
      some.assertNoLiveJobBegins(place);
      if (next == replayed) {
        some.steward.onCaughtUp();
      }
      if (next >= replayed) {
        compareKnown(some, all, random.nextInt(3) == 0, place);
        sendBeats(random, some, all);
        Duration time = Duration.ofMillis(random.nextInt(4) * random.nextInt(4) * 1_500L);
        assertThat(some.acts(time)).as(place).isEqualTo(all.acts(time));
      }
    }
    assertThat(some.acts(LAPSE.multipliedBy(5)))
        .as(place)
        .isEqualTo(all.acts(LAPSE.multipliedBy(5)));
  }

  private static void compareKnown(Side some, Side all, boolean isReadNow, String place) {
    Map<String, LiveJob> live = all.live();
    if (isReadNow) {
      some.steward.onCaughtUp(); // reads those that rest
      assertThat(some.live()).as(place).isEqualTo(live);
    } else {
      assertThat(live).as(place).containsAllEntriesOf(some.live());
    }
  }

  /** The same to both; now and then the log stood still before. */
  private static void sendBeats(Random random, Side some, Side all) {
    if (random.nextInt(8) == 0) {
      some.steward.restartLeaseClocks(some.age.toNanos());
      all.steward.restartLeaseClocks(all.age.toNanos());
    }
    WorkerBeat beat = all.beatOf("worker-" + random.nextInt(3));
    some.steward.onBeat(beat);
    all.steward.onBeat(beat);
  }

  @Test
  void aJobThatBeginsAndEndsInOnePollIsNeverParsed() {
    List<UnreadEvent> poll = new ArrayList<>();
    for (JobEvent event : List.of(submitted(), started("A"), completed("A"))) {
      poll.add(unparsable(event));
    }

    side.steward.onEvents(poll);

    assertThat(side.steward.liveJobs()).isZero();
  }

  /** An event that a test must not read. */
  private UnreadEvent unparsable(JobEvent event) {
    ConsumerRecord<String, byte[]> record = record(event);
    byte[] value = record.value();
    value[value.length - 2] = '!';
    return EventRecords.reader().unread(EventRecords.withValue(record, value));
  }

  @Test
  void aJobThatStartedInAnEarlierPollEndsByItsHeaders() {
    side.poll(List.of(record(submitted()), record(started("A"))));
    side.acts(REST);
    assertThat(side.live()).containsOnlyKeys(job.text());

    side.steward.onEvents(List.of(unparsable(completed("A"))));

    assertThat(side.steward.liveJobs()).isZero();
  }

  @Test
  void aJobThatEndsSoonIsNeverParsed() {
    List<JobEvent> life = List.of(submitted(), started("A"), completed("A"));
    for (JobEvent event : life) {
      assertThat(side.acts(REST.dividedBy(4))).isEmpty();
      side.steward.onEvents(List.of(unparsable(event)));
    }

    assertThat(side.steward.liveJobs()).isZero();
  }

  @Test
  void aJobThatRestsUnreadIsLiveAndItsLaneIsWatched() {
    side.poll(List.of(record(submitted())));

    assertThat(side.live()).isEmpty();
    assertThat(side.steward.liveJobs()).isOne();
    assertThat(side.steward.waitingLanes()).containsExactly("standard");
    assertThat(side.steward.beginnings(Map.of(0, 9L))).containsEntry(0, 0L);
  }

  @Test
  void aJobThatWaitsIsReadWithinTheTimeInWhichAllAreLookedAt() {
    side.poll(List.of(record(submitted())));

    side.acts(REST.plusMillis(400));

    assertThat(side.live()).containsOnlyKeys(job.text());
  }

  @Test
  void aShortQueueLimitEndsAJobNoLaterThanIfItHadBeenRead() {
    Brief brief = RandomRecords.brief("limits: {queue: 2s}\n");
    Submitted submitted = new Submitted(AT, brief, "ann", "standard", 3L, null, null);
    Side all = new Side(0);
    ConsumerRecord<String, byte[]> record = record(submitted);
    all.readEach(List.of(record));
    side.poll(List.of(record));

    assertThat(side.acts(REST.plusMillis(400))).anyMatch(act -> act.contains("EXPIRED"));
    assertThat(all.acts(REST.plusMillis(400))).anyMatch(act -> act.contains("EXPIRED"));
  }

  @Test
  void aSubmitThatComesLateIsReadAtOnce() {
    side.acts(REST);

    side.poll(List.of(record(submitted())));

    assertThat(side.live()).containsOnlyKeys(job.text());
  }

  @Test
  void aJobThatWaitsForItsTimeIsReadAtOnce() {
    side.poll(
        List.of(
            record(
                new Submitted(
                    AT, RandomRecords.BRIEF, "ann", "standard", null, AT.plusSeconds(1), null))));

    assertThat(side.live()).containsOnlyKeys(job.text());
    assertThat(side.acts(Duration.ofMillis(1_200))).isNotEmpty();
  }

  @Test
  void aCancelOfAJobThatRestsIsDecidedAtOnce() {
    side.poll(List.of(record(submitted())));

    side.poll(List.of(record(new CancelRequested(AT, "ann", "enough"))));

    assertThat(side.acts(Duration.ofMillis(400))).anyMatch(act -> act.contains("Cancelled"));
  }

  @Test
  void aHeartbeatForAJobThatRestsRenewsItsLease() {
    side.poll(List.of(record(submitted()), record(started("A"))));
    side.acts(REST.minusSeconds(1));
    side.steward.onBeat(side.beatOf("worker-1"));

    assertThat(side.acts(LAPSE.minusSeconds(1))).isEmpty();
    assertThat(side.acts(Duration.ofSeconds(2))).anyMatch(act -> act.contains("WORKER_LOST"));
  }

  @Test
  void aLeaseOfAJobThatRestsGetsAWholeLapseAfterTheLogStoodStill() {
    side.poll(List.of(record(submitted()), record(started("A"))));
    side.acts(REST.minusSeconds(1));
    side.steward.restartLeaseClocks(side.age.toNanos());

    assertThat(side.acts(LAPSE.minusSeconds(1))).isEmpty();
    assertThat(side.acts(Duration.ofSeconds(2))).anyMatch(act -> act.contains("WORKER_LOST"));
  }

  @Test
  void aLostWorkerIsKnownToRunTheJobsThatRestToo() {
    JobId young = JobId.next(AT.plus(LAPSE.minusSeconds(1)), 0);
    side.poll(List.of(record(submitted()), record(started("A"))));
    side.acts(LAPSE.minusSeconds(1));
    side.poll(
        List.of(
            EventRecords.record(young, submitted(), offset++),
            EventRecords.record(young, started("B"), offset++)));
    assertThat(side.live()).doesNotContainKey(young.text());

    assertThat(side.acts(Duration.ofSeconds(2))).anyMatch(act -> act.contains("SHARED"));
  }

  @Test
  void aRecordThatCannotBeParsedHidesNoOtherJobAndStopsNoTick() {
    JobId other = JobId.next(AT, 0);
    side.steward.onEvents(List.of(unparsable(submitted())));
    side.poll(
        List.of(
            EventRecords.record(other, submitted(), offset++),
            EventRecords.record(other, started("B"), offset++)));

    List<String> acts = side.acts(LAPSE.multipliedBy(2));

    assertThat(side.live()).containsOnlyKeys(other.text());
    assertThat(acts).anyMatch(act -> act.contains("WORKER_LOST"));
    assertThat(side.steward.job(job)).isNull();
    assertThat(side.steward.liveJobs()).isOne();
  }

  @Test
  void anEndWhoseHeaderNamesAnotherLeaseThanItsValueEndsNothing() {
    side.poll(List.of(record(submitted()), record(started("A"))));

    side.poll(List.of(EventRecords.withHeader(record(completed("B")), "lease", "A")));

    assertThat(side.live()).containsOnlyKeys(job.text());
    assertThat(side.acts(LAPSE.multipliedBy(2))).anyMatch(act -> act.contains("WORKER_LOST"));
  }

  @Test
  void anEndByTheLeaseOfNoStartEndsNothing() {
    side.poll(List.of(record(submitted()), record(started("A")), record(completed("B"))));

    assertThat(side.steward.liveJobs()).isOne();
  }

  @Test
  void recordsOfAnOlderBuildAreReadAsBefore() {
    side.poll(
        List.of(
            record(submitted()),
            EventRecords.withHeader(record(started("A")), "lease", null),
            EventRecords.withHeader(record(completed("A")), "lease", null)));

    assertThat(side.steward.liveJobs()).isZero();
  }

  @Test
  void whileTheLogIsReplayedAnOpenJobWaitsForItsEndUnread() {
    side.steward.onBegin(Map.of());
    side.poll(List.of(record(submitted()), record(started("A"))));

    assertThat(side.live()).isEmpty();
    assertThat(side.steward.beginnings(Map.of(0, 2L))).containsEntry(0, 0L);
  }

  @Test
  void aFeedThatBeginsAnewLeavesNoJobResting() {
    side.poll(List.of(record(submitted()), record(started("A"))));

    side.steward.onBegin(Map.of());

    assertThat(side.live()).containsOnlyKeys(job.text());
    assertThat(side.acts(LAPSE.multipliedBy(2))).anyMatch(act -> act.contains("WORKER_LOST"));
  }

  @Test
  void atTheEndOfTheReplayEveryOpenJobIsKnown() {
    side.steward.onBegin(Map.of());
    side.poll(List.of(record(submitted()), record(started("A"))));

    side.steward.onCaughtUp();

    assertThat(side.live()).containsOnlyKeys(job.text());
    assertThat(side.acts(LAPSE.multipliedBy(2))).anyMatch(act -> act.contains("WORKER_LOST"));
  }

  @Test
  void moreOpenJobsThanFitAreReadTheOldestFirst() {
    Side small = new Side(2);
    JobId other = JobId.next(AT, 0);
    small.steward.onBegin(Map.of());

    small.poll(List.of(record(submitted()), record(started("A"))));
    small.poll(List.of(EventRecords.record(other, submitted(), offset++)));

    assertThat(small.live()).containsOnlyKeys(job.text());
    assertThat(small.steward.beginnings(Map.of(0, 3L))).containsEntry(0, 0L);
  }

  private ConsumerRecord<String, byte[]> record(JobEvent event) {
    return EventRecords.record(job, event, offset++);
  }

  private static JobEvent submitted() {
    return new Submitted(AT, RandomRecords.BRIEF, "ann", "standard", 3L, null, null);
  }

  private static JobEvent started(String lease) {
    return new Started(AT, 1, lease, "worker-1", 3, "bwrap");
  }

  private static JobEvent completed(String lease) {
    return new Completed(AT, 1, lease, JobResult.NONE);
  }

  /** A steward, the log as far as it has received it, and what it does. */
  private static final class Side implements StewardLog {

    private final EventReader reader = EventRecords.reader();
    private final Map<String, LiveJob> whole = new HashMap<>();
    private final List<String> acts = new ArrayList<>();
    private Duration age = Duration.ZERO;
    private final Steward steward;

    Side(int maxUnread) {
      steward =
          new Steward(
              new Stewardship(LeaseSettings.DEFAULT),
              StewardTimes.DEFAULT,
              new StewardActions(this),
              () -> age.toNanos(),
              new UnreadJobs(REST, maxUnread));
    }

    void readEach(List<ConsumerRecord<String, byte[]>> records) {
      records.forEach(
          record -> {
            note(record);
            reader.read(record).ifPresent(steward::onEvent);
          });
    }

    void poll(List<ConsumerRecord<String, byte[]>> records) {
      records.forEach(this::note);
      steward.onEvents(records.stream().map(reader::unread).toList());
    }

    private void note(ConsumerRecord<String, byte[]> record) {
      reader
          .read(record)
          .ifPresent(
              event ->
                  whole.merge(
                      event.job().text(),
                      LiveJob.unknown(event.job()).apply(event),
                      (before, first) -> before.apply(event)));
    }

    /** What it knows of the jobs that are not over; of others it may know too little. */
    Map<String, LiveJob> live() {
      Map<String, LiveJob> live = new TreeMap<>();
      whole.forEach(
          (id, job) -> {
            LiveJob watched = steward.job(job.job());
            if (!job.isOver() && watched != null) {
              live.put(id, watched);
            }
          });
      return live;
    }

    /** Its leases as of now. */
    WorkerBeat beatOf(String worker) {
      List<WorkerBeat.Held> held =
          whole.values().stream()
              .filter(LiveJob::isRunning)
              .filter(job -> job.state().runningAttempt().worker().equals(worker))
              .map(
                  job ->
                      new WorkerBeat.Held(
                          job.job().text(),
                          job.state().runningAttempt().number(),
                          job.state().runningAttempt().lease()))
              .toList();
      return new WorkerBeat(
          now(), worker, "host", 1, AT, "0", "bwrap", List.of(), held, null, null, null, null);
    }

    /** A successor reads every live job in full. */
    void assertNoLiveJobBegins(String place) {
      Map<Integer, Long> beginnings =
          steward.beginnings(Map.of(0, Long.MAX_VALUE, 1, Long.MAX_VALUE));
      for (LiveJob job : whole.values()) {
        if (!job.isOver()) {
          assertThat(beginnings.get(job.job().partition()))
              .as(place)
              .isLessThanOrEqualTo(job.firstOffset());
        }
      }
    }

    /** What it does within that time, in the order of the jobs. */
    List<String> acts(Duration time) {
      Duration end = age.plus(time);
      while (age.compareTo(end) < 0) {
        age = age.plusMillis(400);
        steward.tick(age.toNanos(), now(), 0, true);
      }
      List<String> done = acts.stream().sorted().toList();
      acts.clear();
      return done;
    }

    private CompletableFuture<Long> done(JobId job, Object act) {
      acts.add(job + " at " + age + ": " + act);
      return CompletableFuture.completedFuture(7L);
    }

    @Override
    public CompletableFuture<LiveJob> look(JobId job) {
      return CompletableFuture.completedFuture(whole.get(job.text()));
    }

    @Override
    public CompletableFuture<Long> append(JobId job, String lane, JobEvent event) {
      return done(job, event);
    }

    @Override
    public CompletableFuture<Long> enqueue(String lane, LaneRecord record) {
      return done(record.job(), record.attempt());
    }

    @Override
    public CompletableFuture<Long> order(StopOrder order) {
      return done(new JobId(order.job()), order);
    }

    @Override
    public Instant now() {
      return AT.plus(age);
    }

    @Override
    public Executor background() {
      return Runnable::run;
    }
  }
}
