package dev.handoff.worker;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.LaneBacklog;
import dev.handoff.log.LogFeed;
import dev.handoff.log.LogPulse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a steward while this worker has a seat, and for two lapses after it lost it: a worker that
 * is seated again goes on with what it knows. On one thread, {@code steward}.
 */
final class StewardLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StewardLoop.class);

  private static final long TICK_MILLIS = 200;
  private static final Duration FEEL_EVERY = Duration.ofMillis(500);

  private final KafkaSettings kafka;
  private final LeaseSettings lease;
  private final StewardTimes times;
  private final long feelEvery;
  private final StewardHands hands;
  private final Supplier<OptionalInt> seats;
  private final Supplier<List<LogFeed.Listener>> others;
  private final Thread thread = new Thread(this::run, "steward");

  private volatile boolean isStopping;

  private volatile Steward steward; // written by the thread only; null while this is no steward

  // Owned by the thread. All null while this worker is no steward.
  private LogFeed feed;
  private LogPulse pulse;
  private LaneBacklog backlog;
  private CompletableFuture<Map<String, Long>> starts;
  private Attention attention;
  private int seat;
  private long seatedAt;
  private long feltAt;
  private long choresAt;

  /**
   * @param others who is told the log beside each steward from its appointment on
   */
  StewardLoop(
      KafkaSettings kafka,
      WorkerSettings settings,
      StewardHands hands,
      Supplier<OptionalInt> seats,
      Supplier<List<LogFeed.Listener>> others) {
    this.kafka = kafka;
    this.lease = settings.lease();
    this.times = settings.times().steward();
    // More seldom than a beat it would find a gap each time, and no lease would ever lapse.
    this.feelEvery = Math.min(FEEL_EVERY.toNanos(), lease.beat().toNanos() / 3);
    this.hands = hands;
    this.seats = seats;
    this.others = others;
  }

  void start() {
    thread.start();
  }

  /** How many jobs have not ended, as far as this worker's steward knows; 0 if it is none. */
  int liveJobs() {
    Steward current = steward;
    return current == null ? 0 : current.liveJobs();
  }

  private void run() {
    while (!isStopping) {
      try {
        turn(System.nanoTime());
      } catch (KafkaException e) {
        LOG.warn("A steward's turn failed, and is taken again: {}", e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("A defect of Handoff in a steward's turn; it is taken again", e);
      }
      pause();
    }
    dismiss();
  }

  private void turn(long now) {
    OptionalInt current = seats.get();
    if (current.isPresent()) {
      seat = current.getAsInt();
      seatedAt = now;
    }
    boolean isSteward = current.isPresent() || steward != null && now - seatedAt < twoLapses();
    if (!isSteward) {
      dismiss();
      return;
    }
    if (steward == null) {
      appoint(now);
    }
    feel(now);
    steward.tick(now, Instant.now(), seat, attention.doesLogMove(now));
    attention.ticked(now);
    if (now - choresAt > times.choresEvery().toNanos()) {
      choresAt = now;
      chores();
    }
  }

  private long twoLapses() {
    return lease.lapse().multipliedBy(2).toNanos();
  }

  private void appoint(long now) {
    steward = new Steward(new Stewardship(lease), times, hands, System::nanoTime);
    List<LogFeed.Listener> listeners = new ArrayList<>(List.of(steward));
    listeners.addAll(others.get());
    feed = new LogFeed(kafka, listeners);
    pulse = new LogPulse(kafka, feed);
    backlog = new LaneBacklog(kafka);
    starts = CompletableFuture.completedFuture(Map.of());
    feed.start();
    attention = new Attention(lease, now);
  }

  private void dismiss() {
    if (steward != null) {
      feed.close();
      pulse.close();
      backlog.close();
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
    if (!doesLogMove()) {
      return;
    }
    long felt = System.nanoTime();
    if (attention.movedAfterGap(felt)) {
      steward.grantWholeLapse(felt);
    }
  }

  /** A log that does not answer holds back what counts silence, and nothing else that is due. */
  private boolean doesLogMove() {
    try {
      return pulse.feel();
    } catch (KafkaException e) {
      LOG.warn("The log does not answer: {}", e.getMessage());
      return false;
    }
  }

  private void chores() {
    if (seat == 0) {
      feed.commit(steward.beginnings(feed.statusPositions()));
    }
    Set<String> lanes = steward.waitingLanes();
    if (lanes.isEmpty() || !starts.isDone()) {
      return;
    }
    // Never waited for: an answer that does not come would be a pause of this steward's own, after
    // which nobody's silence counts.
    Steward asking = steward;
    starts = backlog.starts(lanes);
    starts.whenComplete(
        (offsets, failure) -> {
          if (failure == null) {
            asking.laneStarts(offsets);
          } else {
            LOG.info("Cannot ask for the lanes' start offsets now: {}", failure.getMessage());
          }
        });
  }

  private synchronized void pause() {
    try {
      if (!isStopping) {
        wait(TICK_MILLIS);
      }
    } catch (InterruptedException e) {
      isStopping = true;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isStopping = true;
      notifyAll();
    }
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
