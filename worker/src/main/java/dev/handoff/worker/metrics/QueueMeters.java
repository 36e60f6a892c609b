package dev.handoff.worker.metrics;

import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.Topics;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.lane.LaneBacklog.Place;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.metrics.LaneStanding.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log adds up to: all jobs and all workers of the cluster. Many processes may read along,
 * and one of them leads.
 *
 * <p>What stands (jobs by state, slots) is told by the one that leads. What happened is counted by
 * it, and each event once: what a reading tells that was told to a leader before is folded and not
 * counted. So the sum over all processes is what the log says; only what happens in the seconds of
 * a change of leaders may be missed.
 *
 * <p>Told by a feed's thread, asked by any. All state is guarded by this.
 */
public final class QueueMeters {

  private static final Logger LOG = LoggerFactory.getLogger(QueueMeters.class);

  /** A lane's name is a submitter's to write: past so many they are counted as one. */
  private static final int MAX_LANES = 200;

  private static final String OTHER = "other";
  private static final double[] DELAYS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private final BooleanSupplier isLeader;
  private final InstantSource clock;

  /** What stands, told by the leader alone. */
  private final Instruments present = new Instruments();

  /** What happened since this process began, as far as it led. */
  private final Instruments past = new Instruments();

  private final Counter conflicts;
  private final DistributionSummary notificationDelay;
  private final Map<String, LaneMeters> lanes = new HashMap<>();
  private Map<String, Place> backlog = Map.of();
  private Reading reading = new Reading();

  /**
   * @param isLeader whether this process is the one that counts and tells now; asked at each event
   */
  public QueueMeters(BooleanSupplier isLeader, InstantSource clock) {
    this.isLeader = isLeader;
    this.clock = clock;
    conflicts =
        past.counter(
            "handoff.terminal.conflicts", "Two ends said with one lease: must be 0", Tags.empty());
    notificationDelay =
        past.seconds("handoff.notification.delay", "From said to heard", Tags.empty(), DELAYS);
    present.gauge(
        "handoff.workers", "Workers that live", Tags.empty(), () -> beats(b -> b.workers(nanos())));
  }

  /** To be told of a feed from its beginning on; what was told before is forgotten. */
  public synchronized LogFeed.Listener begin() {
    reading = new Reading();
    return reading;
  }

  /** The lanes that it knows, for somebody who asks for their backlog. */
  synchronized Set<String> lanes() {
    Set<String> all = new TreeSet<>(lanes.keySet());
    all.remove(OTHER);
    return all;
  }

  /** Empty if it could not be asked for. */
  synchronized void backlog(Map<String, Place> places) {
    backlog = Map.copyOf(places);
  }

  boolean isLeader() {
    return isLeader.getAsBoolean();
  }

  /** Whether all that stood on the log when the reading began was told. */
  synchronized boolean isCaughtUp() {
    return reading.isCaughtUp;
  }

  /** With what the program was built of, for a process that has no other figures. */
  QueueMeters build(String version, String commit) {
    present.build(version, commit);
    return this;
  }

  /**
   * In the text format of Prometheus; empty before the log was read. Who does not lead tells what
   * it has counted so far: it may lead before it is asked again, and of a series that was not there
   * before Prometheus sees no increase.
   */
  public String text() {
    if (!isCaughtUp()) {
      return "";
    }
    return isLeader() ? present.text() + past.text() : past.text();
  }

  /** Under the lock. */
  private LaneMeters lane(String name) {
    LaneMeters known = lanes.get(name);
    if (known != null) {
      return known;
    }
    LaneMeters made = new LaneMeters(past, name);
    lanes.put(name, made);
    standing(name);
    Tags tags = Tags.of("lane", name);
    present.gauge(
        "handoff.lane.backlog", "Records that no worker is done with", tags, () -> backlog(name));
    present.gauge(
        "handoff.lane.workers",
        "Workers of the lane",
        tags,
        () -> beats(b -> b.workersOf(name, nanos())));
    present.gauge(
        "handoff.lane.slots",
        "Slots of the lane",
        tags,
        () -> beats(b -> b.slotsOf(name, nanos())));
    present.gauge(
        "handoff.lane.slots.used", "Used ones", tags, () -> beats(b -> b.usedOf(name, nanos())));
    return made;
  }

  private void standing(String lane) {
    for (State state : State.values()) {
      Tags tags = Tags.of("lane", lane, "state", state.label());
      present.gauge(
          "handoff.jobs",
          "Jobs that have not ended",
          tags,
          () -> standing(lane, s -> s.jobs(state)));
    }
    present.gauge(
        "handoff.lane.oldest.waiting.seconds",
        "For how long the oldest job has been due that waits",
        Tags.of("lane", lane),
        () -> standing(lane, s -> s.oldestWaiting(clock.instant()).toMillis() / 1000.0));
  }

  private synchronized double standing(String lane, ToDoubleFunction<LaneStanding> figure) {
    return figure.applyAsDouble(reading.standing.getOrDefault(lane, new LaneStanding()));
  }

  private synchronized double beats(ToDoubleFunction<BeatFigures> figure) {
    return figure.applyAsDouble(reading.beats);
  }

  private synchronized double backlog(String lane) {
    Place place = backlog.get(lane);
    return place == null ? Double.NaN : place.waiting();
  }

  private static long nanos() {
    return System.nanoTime();
  }

  /** A lane as the figures name it. */
  private String named(String lane) {
    boolean isGood = lanes.containsKey(lane) || Topics.isLane(lane) && lanes.size() < MAX_LANES;
    return isGood ? lane : OTHER;
  }

  /** All that one feed has told. */
  private final class Reading implements LogFeed.Listener, JobFold.Listener {

    private final JobFold jobs = new JobFold(this);
    private final Map<String, LaneStanding> standing = new HashMap<>();
    private final BeatFigures beats = new BeatFigures();
    private Map<Integer, Long> countFrom = Map.of();
    private boolean isCaughtUp;
    private boolean isCounted;

    @Override
    public void onBegin(Map<Integer, Long> toldBefore) {
      synchronized (QueueMeters.this) {
        countFrom = Map.copyOf(toldBefore);
      }
    }

    @Override
    public void onCaughtUp() {
      synchronized (QueueMeters.this) {
        isCaughtUp = true;
      }
    }

    @Override
    public void onBeat(WorkerBeat beat) {
      synchronized (QueueMeters.this) {
        beats.heard(beat, nanos());
        beat.lanes().forEach(slots -> lane(named(slots.lane())));
      }
    }

    @Override
    public void onEvent(RecordedEvent event) {
      synchronized (QueueMeters.this) {
        isCounted = isLeader() && isNew(event);
        jobs.apply(event);
      }
    }

    /** What is behind what stood on the log at first was told to nobody before. */
    private boolean isNew(RecordedEvent event) {
      return isCaughtUp || event.offset() >= countFrom.getOrDefault(event.job().partition(), 0L);
    }

    @Override
    public void changed(JobState before, JobState after) {
      String name = named(after.submitted().lane());
      LaneMeters meters = lane(name);
      standing.computeIfAbsent(name, lane -> new LaneStanding()).change(before, after);
      if (isCounted) {
        meters.count(before, after);
      }
      if (isCounted && isCaughtUp && after.status().isTerminal()) {
        long millis = Duration.between(after.end().at(), clock.instant()).toMillis();
        notificationDelay.record(Math.max(0, millis / 1000.0));
      }
    }

    @Override
    public void conflicted(JobId job) {
      if (isCounted) {
        LOG.error(
            "{}: two different ends were said with one lease, and the first counts. This is a"
                + " defect: please report it with what handoff events says",
            job);
        conflicts.increment();
      }
    }
  }
}
