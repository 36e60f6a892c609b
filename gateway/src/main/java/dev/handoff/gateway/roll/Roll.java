package dev.handoff.gateway.roll;

import dev.handoff.awaiter.JobIndex;
import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.UnreadEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The jobs since some time as they are now, and all that were live then. Told by a {@link LogFeed};
 * commits nothing. Thread-safe.
 */
public final class Roll implements LogFeed.Listener {

  /** The jobs that it keeps: some 30 MB. */
  public static final int ROOM = 20_000;

  /** Receives changes, on the feed's thread; must return soon. */
  public interface Watcher {

    /** The changes of one poll of the feed, in the order of the log. */
    void onChanges(List<Change> changes);
  }

  private final Instant since;
  private final PresentWorkers workers = new PresentWorkers(System::nanoTime);
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

  // Set before the feed begins.
  private volatile Supplier<Map<Integer, Long>> starts = Map::of;
  private volatile Supplier<Duration> silence = () -> Duration.ZERO;
  private volatile boolean isCaughtUp;

  // Guarded by this.
  private final JobIndex jobs;
  private final LiveScopes scopes = new LiveScopes();
  private final Map<JobId, Long> changedAt = new HashMap<>();
  private final Map<Integer, Long> dropped = new HashMap<>();
  private final Map<Integer, Long> positions = new HashMap<>();

  /**
   * @param since jobs that were submitted and had ended before are not kept
   */
  public Roll(Instant since) {
    this(since, ROOM);
  }

  Roll(Instant since, int room) {
    this.since = since;
    this.jobs = new JobIndex(room, this::forget);
  }

  /**
   * @param feedStarts where the feed began, by partition
   * @param feedSilence for how long no broker has answered the feed
   */
  public void readBy(Supplier<Map<Integer, Long>> feedStarts, Supplier<Duration> feedSilence) {
    starts = feedStarts;
    silence = feedSilence;
  }

  /** For how long no broker has answered, so that what is known may be out of date. */
  public Duration silence() {
    return silence.get();
  }

  private void forget(JobId job) {
    scopes.forget(job);
    Long at = changedAt.remove(job);
    if (at != null) {
      dropped.merge(job.partition(), at, Math::max);
    }
  }

  @Override
  public void onCaughtUp() {
    isCaughtUp = true;
  }

  /** Whether it has all that was on the log when it began. */
  public boolean isCaughtUp() {
    return isCaughtUp;
  }

  public Instant since() {
    return since;
  }

  @Override
  public void onEvents(List<UnreadEvent> events) {
    if (!isCaughtUp) {
      // Lists wait for the whole log of a day; to parse it is most of that work.
      events.parallelStream().forEach(UnreadEvent::read);
    }
    List<Change> changes = new ArrayList<>();
    synchronized (this) {
      for (UnreadEvent event : events) {
        event.passTo(read -> fold(read, changes));
        positions.merge(event.partition(), event.offset() + 1, Math::max);
      }
    }
    report(changes);
  }

  @Override
  public void onEvent(RecordedEvent event) {
    onEvents(List.of(UnreadEvent.of(event)));
  }

  private void fold(RecordedEvent event, List<Change> changes) {
    JobId job = event.job();
    JobSummary before = jobs.get(job);
    if (before == null && isCutOff(event)) {
      return;
    }
    JobSummary after = jobs.apply(event);
    if (after != null && jobs.get(job) != null) {
      scopes.apply(after, event.event());
      changedAt.put(job, event.offset());
      changes.add(new Change(before, after));
    }
  }

  /** Whether events before this one are missing: its job had ended before the time of interest. */
  private boolean isCutOff(RecordedEvent event) {
    boolean isFirst =
        event.event() instanceof Submitted
            || event.event() instanceof Started started && started.attempt() == 1;
    return event.job().submittedAt().isBefore(since) && !isFirst;
  }

  /** Without the lock: a watcher takes locks of its own. */
  private void report(List<Change> changes) {
    if (!changes.isEmpty()) {
      List<Change> all = List.copyOf(changes);
      watchers.forEach(watcher -> watcher.onChanges(all));
    }
  }

  @Override
  public void onBeat(WorkerBeat beat) {
    workers.heard(beat);
  }

  /** The jobs that the filter means, the newest first. */
  public List<JobSummary> jobs(Filter filter) {
    List<JobSummary> all;
    synchronized (this) {
      all = jobs.newestFirst();
    }
    return all.stream().filter(filter::matches).toList();
  }

  /** The job as it is now; empty if it is not known here. */
  public Optional<JobSummary> job(JobId job) {
    synchronized (this) {
      return Optional.ofNullable(jobs.get(job));
    }
  }

  /**
   * The live jobs that may change the same files as this one.
   *
   * @param mayGoOn asked before each comparison
   */
  public Collisions collisions(JobId job, BooleanSupplier mayGoOn) {
    Map<JobId, Scope> live;
    synchronized (this) {
      live = scopes.of(job) == null ? Map.of() : scopes.all();
    }
    return Collisions.of(job, live, mayGoOn);
  }

  /** Up to which records it has all jobs. */
  public StreamPosition position() {
    Map<Integer, Long> begun = starts.get();
    synchronized (this) {
      return new StreamPosition(StreamPosition.later(begun, positions));
    }
  }

  /**
   * What a watcher begins with.
   *
   * @param isReset whether it must forget what it has
   * @param jobs as they are now, the newest first
   */
  public record Beginning(boolean isReset, List<JobSummary> jobs) {}

  /**
   * Registers a watcher. Changes that are in its beginning can be reported to it once more.
   *
   * @param from up to where it knows all jobs; null: it knows none
   */
  public Beginning watch(Watcher watcher, Filter filter, @Nullable StreamPosition from) {
    Map<Integer, Long> begun = starts.get();
    synchronized (this) {
      watchers.add(watcher);
      return from == null || isTooOld(from, begun)
          ? new Beginning(true, jobs.newestFirst().stream().filter(filter::matches).toList())
          : new Beginning(false, changedSince(from, filter));
    }
  }

  private List<JobSummary> changedSince(StreamPosition from, Filter filter) {
    return jobs.newestFirst().stream()
        .filter(job -> isChangedSince(from, job.job()) && filter.mayConcern(job))
        .toList();
  }

  private boolean isChangedSince(StreamPosition from, JobId job) {
    return changedAt.getOrDefault(job, Long.MAX_VALUE) >= from.of(job.partition());
  }

  public void unwatch(Watcher watcher) {
    watchers.remove(watcher);
  }

  /** Whether changes after that position are not known here any more. */
  private boolean isTooOld(StreamPosition from, Map<Integer, Long> begun) {
    return begun.entrySet().stream().anyMatch(start -> from.of(start.getKey()) < start.getValue())
        || dropped.entrySet().stream().anyMatch(one -> from.of(one.getKey()) <= one.getValue());
  }

  /** The workers that live, by their ids. */
  public List<WorkerBeat> workers() {
    return workers.now();
  }

  public List<LaneView> lanes() {
    return LaneView.of(jobs(Filter.ALL), workers.now());
  }

  /** What a job waits for, if it waits in its lane. */
  public QueuePosition queuePosition(JobView view) {
    Submitted submitted = view.state().submitted();
    if (submitted == null || view.status() != JobStatus.QUEUED || !view.state().inLane()) {
      return QueuePosition.UNKNOWN;
    }
    Long offset = submitted.laneOffset();
    boolean isFirst = view.state().attempts().isEmpty();
    Long place = offset == null || !isFirst ? null : placeOf(submitted.lane(), offset);
    return QueuePosition.of(workers.serving(submitted.lane()), place);
  }

  private long placeOf(String lane, long offset) {
    return 1 + jobs(Filter.ALL).stream().filter(job -> isBefore(job, lane, offset)).count();
  }

  private static boolean isBefore(JobSummary job, String lane, long offset) {
    Submitted submitted = job.state().submitted();
    if (submitted == null || submitted.laneOffset() == null) {
      return false;
    }
    return submitted.laneOffset() < offset
        && submitted.lane().equals(lane)
        && job.state().status() == JobStatus.QUEUED
        && job.state().inLane();
  }
}
