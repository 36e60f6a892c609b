package dev.handoff.worker.metrics;

import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.Topics;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.lane.LaneBacklog.Place;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.UnreadEvent;
import dev.handoff.worker.metrics.LaneCounts.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports the state of all jobs and all workers of the cluster, from the log. Many processes may
 * read the log, but only one of them leads.
 *
 * <p>The leader exports the present state (jobs by state, slots) and counts each event once: events
 * that an earlier leader counted are folded but not counted again. So the sum over all processes is
 * right; only events in the seconds of a change of leaders may be missed.
 *
 * <p>Written by a feed's thread, read by any. All state is guarded by this.
 */
public final class QueueMeters {

  private static final Logger LOG = LoggerFactory.getLogger(QueueMeters.class);

  /** Submitters choose lane names, so lanes above this number are counted as one. */
  private static final int MAX_LANES = 200;

  private static final String OTHER = "other";
  private static final double[] DELAYS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private final BooleanSupplier isLeader;
  private final InstantSource clock;

  /** The present state, exported by the leader only. */
  private final Instruments present = new Instruments();

  /** The events since this process began, counted while it led. */
  private final Instruments past = new Instruments();

  private final Counter conflicts;
  private final DistributionSummary notificationDelay;
  private final Map<String, LaneMeters> lanes = new HashMap<>();
  private Map<String, Place> backlog = Map.of();
  private Reading reading = new Reading();

  /**
   * @param isLeader whether this process leads now; called at each event
   */
  public QueueMeters(BooleanSupplier isLeader, InstantSource clock) {
    this.isLeader = isLeader;
    this.clock = clock;
    conflicts =
        past.counter(
            "handoff.terminal.conflicts",
            "Two different ends of one lease: must be 0",
            Tags.empty());
    notificationDelay =
        past.seconds("handoff.notification.delay", "From written to read", Tags.empty(), DELAYS);
    present.gauge(
        "handoff.workers", "Workers that live", Tags.empty(), () -> beats(b -> b.workers(nanos())));
  }

  /** Begins a new reading, for a feed from its beginning; forgets the one before. */
  public synchronized LogFeed.Listener begin() {
    reading = new Reading();
    return reading;
  }

  /** The known lanes, whose backlog is to be read. */
  synchronized Set<String> lanes() {
    Set<String> all = new TreeSet<>(lanes.keySet());
    all.remove(OTHER);
    return all;
  }

  /** Sets the backlog; empty if it could not be read. */
  synchronized void backlog(Map<String, Place> places) {
    backlog = Map.copyOf(places);
  }

  boolean isLeader() {
    return isLeader.getAsBoolean();
  }

  /** Whether everything that was on the log when the reading began has been read. */
  synchronized boolean isCaughtUp() {
    return reading.isCaughtUp;
  }

  /** Adds the version of the build, for a process that has no other metrics. */
  QueueMeters build(String version, String commit) {
    present.build(version, commit);
    return this;
  }

  /**
   * Returns the text format of Prometheus; empty until the log has been read. A process that does
   * not lead exports what it has counted so far: it may lead before the next scrape, and Prometheus
   * sees no increase in a series that was not there before.
   */
  public String text() {
    if (!isCaughtUp()) {
      return "";
    }
    return isLeader() ? present.text() + past.text() : past.text();
  }

  /** Called under the lock. */
  private LaneMeters lane(String name) {
    LaneMeters known = lanes.get(name);
    if (known != null) {
      return known;
    }
    LaneMeters made = new LaneMeters(past, name);
    lanes.put(name, made);
    standing(name);
    Tags tags = Tags.of("lane", name);
    present.gauge("handoff.lane.backlog", "Records not yet done with", tags, () -> backlog(name));
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
        "handoff.lane.slots.used", "Used slots", tags, () -> beats(b -> b.usedOf(name, nanos())));
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
        "How long the oldest waiting job has been due",
        Tags.of("lane", lane),
        () -> standing(lane, s -> s.oldestWaiting(clock.instant()).toMillis() / 1000.0));
  }

  private synchronized double standing(String lane, ToDoubleFunction<LaneCounts> figure) {
    return figure.applyAsDouble(reading.standing.getOrDefault(lane, new LaneCounts()));
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

  /** The name of a lane in the metrics. */
  private String named(String lane) {
    boolean isGood = lanes.containsKey(lane) || Topics.isLane(lane) && lanes.size() < MAX_LANES;
    return isGood ? lane : OTHER;
  }

  /** Everything that one feed has delivered. */
  private final class Reading implements LogFeed.Listener, JobTransitions.Listener {

    private final JobTransitions jobs = new JobTransitions(this);
    private final Map<String, LaneCounts> standing = new HashMap<>();
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

    /** Parses no value that no figure needs. */
    @Override
    public void onEvents(List<UnreadEvent> events) {
      Set<String> skipped = skipped(events);
      for (UnreadEvent event : events) {
        boolean isOfNoFigure = event.is(Progressed.class) || event.is(CheckFinished.class);
        if (!isOfNoFigure && !skipped.contains(event.job())) {
          event.passOutlineTo(this::onEvent);
        }
      }
    }

    /** The jobs that completed within these events, of which nothing is to be counted. */
    private Set<String> skipped(List<UnreadEvent> events) {
      synchronized (QueueMeters.this) {
        boolean isLeading = isLeader();
        Set<String> skipped = new HashSet<>();
        if (isLeading && isCaughtUp) {
          return skipped;
        }
        CompletedJobs.among(
                events, event -> !(isLeading && isNew(event.partition(), event.offset())))
            .forEach(
                (job, life) -> {
                  if (jobs.completed(job, life.lease())) {
                    lane(named(life.lane()));
                    skipped.add(job);
                  }
                });
        return skipped;
      }
    }

    @Override
    public void onEvent(RecordedEvent event) {
      synchronized (QueueMeters.this) {
        isCounted = isLeader() && isNew(event.job().partition(), event.offset());
        jobs.apply(event);
      }
    }

    /** Whether no leader has counted the event yet: it came after the first end of the log. */
    private boolean isNew(int partition, long offset) {
      return isCaughtUp || offset >= countFrom.getOrDefault(partition, 0L);
    }

    @Override
    public void changed(JobState before, JobState after) {
      Submitted submitted =
          Objects.requireNonNull(after.submitted(), "only changes of submitted jobs are told");
      String name = named(submitted.lane());
      LaneMeters meters = lane(name);
      standing.computeIfAbsent(name, lane -> new LaneCounts()).change(before, after);
      if (isCounted) {
        meters.count(before, after);
      }
      Terminal end = after.end();
      if (isCounted && isCaughtUp && end != null) {
        long millis = Duration.between(end.at(), clock.instant()).toMillis();
        notificationDelay.record(Math.max(0, millis / 1000.0));
      }
    }

    @Override
    public void conflicted(JobId job) {
      if (isCounted) {
        LOG.error(
            "{}: one lease has two different ends; the first one counts. This is a defect: please"
                + " report it with the output of handoff events",
            job);
        conflicts.increment();
      }
    }
  }
}
