package dev.handoff.worker.steward;

import dev.handoff.worker.lease.LeaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a steward while this worker has a seat, and for two lapses after it lost the seat: if the
 * worker gets a seat again in time, the steward goes on with what it knows. No thread of its own:
 * {@link #turn} is called several times a second, by one thread.
 */
public class StewardDuty implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StewardDuty.class);

  /** How long to pause between two turns. */
  public static final Duration PAUSE = Duration.ofMillis(200);

  private static final Duration FEEL_EVERY = Duration.ofMillis(500);

  /** What a steward needs of the cluster. A port: Kafka clients in production. */
  public interface Surroundings {

    /** The seat that this worker has now, if any. */
    OptionalInt seat();

    /** Begins to pass all events and beats to the steward. */
    View view(Steward steward);

    /** The monotonic clock, in nanoseconds. */
    long nanoTime();

    Instant now();
  }

  /** The log as one steward sees it, until it is dismissed. A port. */
  public interface View {

    /**
     * Whether the log answers now, and the steward has received what was on it at the last call.
     *
     * @throws KafkaException if the broker does not answer within a second
     */
    boolean isCurrent();

    /** The position of the steward in each status partition. */
    Map<Integer, Long> positions();

    /** Commits where a successor is to begin, by status partition; best effort, does not wait. */
    void commit(Map<Integer, Long> beginnings);

    /** The first offset of each lane that may still be delivered. */
    CompletableFuture<Map<String, Long>> laneStarts(Set<String> lanes);

    void close();
  }

  private final LeaseSettings lease;
  private final StewardTimes times;
  private final StewardActions actions;
  private final Surroundings surroundings;
  private final long feelEvery;

  /** What this worker has while it is a steward. */
  private record Office(Steward steward, View view, SilenceClock silenceClock) {}

  private volatile @Nullable Office office; // written by the thread only

  // Owned by the thread.
  private CompletableFuture<Map<String, Long>> starts = CompletableFuture.completedFuture(Map.of());
  private int seat;
  private long seatedAt;
  private long feltAt;
  private long choresAt;

  public StewardDuty(
      LeaseSettings lease, StewardTimes times, StewardActions actions, Surroundings surroundings) {
    this.lease = lease;
    this.times = times;
    this.actions = actions;
    this.surroundings = surroundings;
    // Must be more often than beats: else each check would find a gap, and no lease would lapse.
    this.feelEvery = Math.min(FEEL_EVERY.toNanos(), lease.beat().toNanos() / 3);
  }

  /** The number of live jobs that this worker's steward knows; 0 if it has none. */
  public int liveJobs() {
    Office current = office;
    return current == null ? 0 : current.steward().liveJobs();
  }

  /** The number of jobs that are set aside; 0 if this worker has no steward. */
  public int setAsideJobs() {
    Office current = office;
    return current == null ? 0 : current.steward().setAsideJobs();
  }

  /**
   * Takes one turn.
   *
   * @throws KafkaException if the turn fails; the next one begins anew
   */
  public void turn() {
    long now = surroundings.nanoTime();
    OptionalInt current = surroundings.seat();
    if (current.isPresent()) {
      seat = current.getAsInt();
      seatedAt = now;
    }
    boolean isSteward = current.isPresent() || office != null && now - seatedAt < keptFor();
    if (!isSteward) {
      dismiss();
      return;
    }
    Office held = office == null ? appoint(now) : office;
    feel(held, now);
    SilenceClock silenceClock = held.silenceClock();
    held.steward().tick(now, surroundings.now(), seat, silenceClock.mayJudge(now));
    silenceClock.ticked(now);
    if (now - choresAt > times.choresEvery().toNanos()) {
      choresAt = now;
      chores(held.steward(), held.view());
    }
  }

  /** How long the steward goes on without a seat, in nanoseconds. */
  public long keptFor() {
    return lease.lapse().multipliedBy(2).toNanos();
  }

  private Office appoint(long now) {
    Steward steward = new Steward(new Stewardship(lease), times, actions, surroundings::nanoTime);
    View view = surroundings.view(steward);
    starts = CompletableFuture.completedFuture(Map.of());
    Office appointed = new Office(steward, view, new SilenceClock(lease, now));
    office = appointed;
    return appointed;
  }

  /** Called by the thread that takes the turns, or after its end. */
  protected void dismiss() {
    if (office != null) {
      office.view().close();
      office = null;
    }
  }

  /** Restarts the lease clocks after a gap in the feed or a pause of this process. */
  private void feel(Office held, long now) {
    if (held.silenceClock().pausedSinceLastTick(now)) {
      held.steward().restartLeaseClocks(now);
    }
    if (now - feltAt < feelEvery) {
      return;
    }
    feltAt = now;
    if (!isCurrent(held.view())) {
      return;
    }
    long felt = surroundings.nanoTime();
    if (held.silenceClock().movedAfterGap(felt)) {
      held.steward().restartLeaseClocks(felt);
    }
  }

  /** While the log does not answer, only the acts that depend on silence wait. */
  private static boolean isCurrent(View view) {
    try {
      return view.isCurrent();
    } catch (KafkaException e) {
      LOG.warn("The log does not answer: {}", e.getMessage());
      return false;
    }
  }

  private void chores(Steward steward, View view) {
    if (seat == 0) {
      view.commit(steward.beginnings(view.positions()));
    }
    Set<String> lanes = steward.waitingLanes();
    if (lanes.isEmpty() || !starts.isDone()) {
      return;
    }
    // Never waited for: a missing answer would be a pause of this steward, after which no silence
    // counts.
    starts = view.laneStarts(lanes);
    starts.whenComplete(
        (offsets, failure) -> {
          if (failure == null) {
            steward.laneStarts(offsets);
          } else {
            LOG.info("Cannot read the lanes' start offsets now: {}", failure.getMessage());
          }
        });
  }

  @Override
  public void close() {
    dismiss();
  }
}
