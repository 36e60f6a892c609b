package dev.handoff.worker.steward;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.lease.LeaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Events in memory, and a steward that is told each of them at once, its own too. */
final class StewardedLog implements StewardLog {

  static final Duration TICK = Duration.ofMillis(200);

  private final Instant begin;
  private final JobId job;
  private final List<JobEvent> appended = new ArrayList<>();
  private final List<JobId> enqueued = new ArrayList<>();
  private final Map<JobId, LiveJob> states = new HashMap<>();
  private long events;
  private int looks;
  private Duration age = Duration.ZERO;
  private final Steward steward;

  /**
   * @param begin the wall clock's time at first; the monotonic clock begins at 0
   * @param job the one that is meant where none is named
   */
  StewardedLog(Instant begin, JobId job) {
    this.begin = begin;
    this.job = job;
    steward =
        new Steward(
            new Stewardship(LeaseSettings.DEFAULT),
            StewardTimes.DEFAULT,
            new StewardActions(this),
            () -> age.toNanos());
  }

  /** Somebody else's word. */
  void say(JobEvent event) {
    say(job, event);
  }

  void say(JobId of, JobEvent event) {
    steward.onEvent(recorded(of, event));
  }

  private RecordedEvent recorded(JobId of, JobEvent event) {
    RecordedEvent recorded = new RecordedEvent(of, event, events++);
    states.merge(of, state(of).apply(recorded), (before, after) -> after);
    return recorded;
  }

  private LiveJob state(JobId of) {
    return states.getOrDefault(of, LiveJob.unknown(of));
  }

  /** Where the lanes begin now: what was before is there no more. */
  void laneStarts(Map<String, Long> offsets) {
    steward.laneStarts(offsets);
  }

  /** Ticks at seat {@code seat} until both clocks have gone on for {@code time} in all. */
  void tickUntil(int seat, Duration time) {
    while (age.compareTo(time) < 0) {
      age = age.plus(TICK);
      steward.tick(age.toNanos(), now(), seat, true);
    }
  }

  /** Ticks for so much longer. */
  void tick(int seat, Duration time) {
    tickUntil(seat, age.plus(time));
  }

  /** What the steward has appended since the last call. */
  List<JobEvent> takeAppended() {
    List<JobEvent> taken = List.copyOf(appended);
    appended.clear();
    return taken;
  }

  List<JobId> enqueued() {
    return enqueued;
  }

  Steward steward() {
    return steward;
  }

  /** Events that a look finds and that the steward was not told. */
  void hide(JobEvent event) {
    recorded(job, event);
  }

  /** How often the whole history was looked at. */
  int looks() {
    return looks;
  }

  @Override
  public CompletableFuture<LiveJob> look(JobId asked) {
    looks++;
    return CompletableFuture.completedFuture(state(asked));
  }

  @Override
  public CompletableFuture<Long> append(JobId to, String lane, JobEvent event) {
    appended.add(event);
    say(to, event);
    return CompletableFuture.completedFuture(events);
  }

  @Override
  public CompletableFuture<Long> enqueue(String lane, LaneRecord record) {
    enqueued.add(record.job());
    return CompletableFuture.completedFuture(7L);
  }

  @Override
  public CompletableFuture<Long> order(StopOrder order) {
    return CompletableFuture.completedFuture(0L);
  }

  @Override
  public Instant now() {
    return begin.plus(age);
  }

  @Override
  public Executor background() {
    return Runnable::run;
  }
}
