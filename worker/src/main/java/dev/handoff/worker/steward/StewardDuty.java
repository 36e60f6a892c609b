package dev.handoff.worker.steward;

import dev.handoff.worker.lease.LeaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a steward while this worker has a seat, and for two lapses after it lost it: a worker that
 * is seated again goes on with what it knows. No thread of its own: {@link #turn} is called several
 * times a second, by one thread.
 */
public class StewardDuty implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StewardDuty.class);

  /** How long to pause between two turns. */
  public static final Duration PAUSE = Duration.ofMillis(200);

  private static final Duration FEEL_EVERY = Duration.ofMillis(500);

  /** What a steward lives on. A port: Kafka clients in production. */
  public interface Surroundings {

    /** The seat that this worker has now, if any. */
    OptionalInt seat();

    /** Begins to give the steward all events and beats. */
    View view(Steward steward);

    /** The monotonic clock, in nanoseconds. */
    long nanoTime();

    Instant now();
  }

  /** The log as one steward sees it, until it is dismissed. A port. */
  public interface View {

    /**
     * Whether the log answers now, and the steward was given what stood on it at the last call.
     *
     * @throws KafkaException if the broker does not answer within a second
     */
    boolean isCurrent();

    /** How far each status partition was given to the steward. */
    Map<Integer, Long> positions();

    /** Where a successor is to begin, by status partition. Takes effect soon, if at all. */
    void commit(Map<Integer, Long> beginnings);

    /** The first offset of each lane that may still be delivered. */
    CompletableFuture<Map<String, Long>> laneStarts(Set<String> lanes);

    void close();
  }

  private final LeaseSettings lease;
  private final StewardTimes times;
  private final StewardHands hands;
  private final Surroundings surroundings;
  private final long feelEvery;

  private volatile Steward steward; // written by the thread only; null while this is no steward

  // Owned by the thread. All null while this worker is no steward.
  private View view;
  private CompletableFuture<Map<String, Long>> starts;
  private Attention attention;
  private int seat;
  private long seatedAt;
  private long feltAt;
  private long choresAt;

  public StewardDuty(
      LeaseSettings lease, StewardTimes times, StewardHands hands, Surroundings surroundings) {
    this.lease = lease;
    this.times = times;
    this.hands = hands;
    this.surroundings = surroundings;
    // More seldom than a beat it would find a gap each time, and no lease would ever lapse.
    this.feelEvery = Math.min(FEEL_EVERY.toNanos(), lease.beat().toNanos() / 3);
  }

  /** How many jobs have not ended, as far as this worker's steward knows; 0 if it is none. */
  public int liveJobs() {
    Steward current = steward;
    return current == null ? 0 : current.liveJobs();
  }

  /** How many of them nothing can be decided about; 0 if this worker is no steward. */
  public int setAsideJobs() {
    Steward current = steward;
    return current == null ? 0 : current.setAsideJobs();
  }

  /**
   * @throws KafkaException if it cannot be taken to its end; the next begins anew
   */
  public void turn() {
    long now = surroundings.nanoTime();
    OptionalInt current = surroundings.seat();
    if (current.isPresent()) {
      seat = current.getAsInt();
      seatedAt = now;
    }
    boolean isSteward = current.isPresent() || steward != null && now - seatedAt < keptFor();
    if (!isSteward) {
      dismiss();
      return;
    }
    if (steward == null) {
      appoint(now);
    }
    feel(now);
    steward.tick(now, surroundings.now(), seat, attention.doesLogMove(now));
    attention.ticked(now);
    if (now - choresAt > times.choresEvery().toNanos()) {
      choresAt = now;
      chores();
    }
  }

  /** How long it goes on without a seat, in nanoseconds. */
  public long keptFor() {
    return lease.lapse().multipliedBy(2).toNanos();
  }

  private void appoint(long now) {
    Steward appointed = new Steward(new Stewardship(lease), times, hands, surroundings::nanoTime);
    view = surroundings.view(appointed);
    starts = CompletableFuture.completedFuture(Map.of());
    attention = new Attention(lease, now);
    steward = appointed;
  }

  /** By the thread that takes the turns, or after its end. */
  protected void dismiss() {
    if (steward != null) {
      view.close();
      steward = null;
    }
  }

  /** A gap in what can be heard, also one of this process's own, is nobody's silence. */
  private void feel(long now) {
    if (attention.wasAway(now)) {
      steward.grantWholeLapse(now);
    }
    if (now - feltAt < feelEvery) {
      return;
    }
    feltAt = now;
    if (!isCurrent()) {
      return;
    }
    long felt = surroundings.nanoTime();
    if (attention.movedAfterGap(felt)) {
      steward.grantWholeLapse(felt);
    }
  }

  /** A log that does not answer holds back what counts silence, and nothing else that is due. */
  private boolean isCurrent() {
    try {
      return view.isCurrent();
    } catch (KafkaException e) {
      LOG.warn("The log does not answer: {}", e.getMessage());
      return false;
    }
  }

  private void chores() {
    if (seat == 0) {
      view.commit(steward.beginnings(view.positions()));
    }
    Set<String> lanes = steward.waitingLanes();
    if (lanes.isEmpty() || !starts.isDone()) {
      return;
    }
    // Never waited for: an answer that does not come would be a pause of this steward's own, after
    // which nobody's silence counts.
    Steward asking = steward;
    starts = view.laneStarts(lanes);
    starts.whenComplete(
        (offsets, failure) -> {
          if (failure == null) {
            asking.laneStarts(offsets);
          } else {
            LOG.info("Cannot ask for the lanes' start offsets now: {}", failure.getMessage());
          }
        });
  }

  @Override
  public void close() {
    dismiss();
  }
}
