package dev.handoff.worker.lane;

import dev.handoff.log.presence.WorkerBeat.Held;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import dev.handoff.worker.log.Claim;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots that a worker has for one lane: how many are free, and which claims occupy the others.
 * The intake waits for free slots and fills them. Thread-safe.
 */
public final class Slots implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Slots.class);

  /** From so many claims on, a thread for each costs more than what they wait for each other. */
  private static final int MANY = 5;

  /** How long free slots may wait for others, so that one poll fills them all. */
  private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Runs attempts. A port: threads in production. */
  public interface Runner {

    /** Whether the attempt may run before its claim is on the log. */
    boolean mayStartEarly(Claim claim);

    /**
     * Begins to run the claim. Completes when its slot is free again.
     *
     * @param onLog the offset of its {@code Started}; fails if this worker gives up the claim
     * @param isOneOfMany whether several claims are begun together
     * @throws java.util.concurrent.RejectedExecutionException if it cannot be run
     */
    CompletableFuture<Void> run(Claim claim, CompletableFuture<Long> onLog, boolean isOneOfMany);

    /** Runs no more claims, and interrupts those that still run. */
    void close();
  }

  private final String lane;
  private final int size;
  private final Runner runner;
  private final Map<String, Claim> running = new ConcurrentHashMap<>();

  // Guarded by this.
  private int free;
  private int wakeAt = 1;
  private long lastEnd = System.nanoTime() - GATHERING_NANOS;
  private boolean isTaking = true;
  private boolean isWaitedFor = true;

  public Slots(String lane, int size, Runner runner) {
    this.lane = lane;
    this.size = size;
    this.free = size;
    this.runner = runner;
  }

  /** The number of free slots; 0 after a stop. */
  synchronized int free() {
    return isTaking ? free : 0;
  }

  /**
   * Waits for a free slot and returns how many are free; 0 after a stop. While attempts end one
   * after the other it waits a moment longer for {@code batch} slots: a poll that can take only one
   * record costs as much as one that takes many.
   */
  synchronized int awaitFree(int batch) throws InterruptedException {
    awaitAtLeast(1, Long.MAX_VALUE);
    if (System.nanoTime() - lastEnd < GATHERING_NANOS) {
      awaitAtLeast(Math.min(batch, size), GATHERING_NANOS);
    }
    return isTaking ? free : 0;
  }

  /** The ends before that many slots are free do not wake the waiting thread. */
  private void awaitAtLeast(int wanted, long nanos) throws InterruptedException {
    long start = System.nanoTime();
    wakeAt = wanted;
    for (long left = nanos;
        free < wanted && isTaking && left > 0;
        left = nanos - (System.nanoTime() - start)) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    wakeAt = 1;
    notifyAll(); // an intake that was left behind may wait here too
  }

  /** Waits that long, or until a stop. */
  synchronized void pause(Duration time) throws InterruptedException {
    if (isTaking) {
      wait(time.toMillis());
    }
  }

  public synchronized void stopTaking() {
    isTaking = false;
    notifyAll();
  }

  /** Whether the attempt may be started before its claim is on the log. */
  boolean mayStartEarly(Claim claim) {
    return runner.mayStartEarly(claim);
  }

  /**
   * Occupies a slot for each claim until its attempt is over; as many slots must be free.
   *
   * @param onLog the offset of a claim's {@code Started}, as {@link Runner#run} needs it
   */
  void start(List<Claim> claims, Function<Claim, CompletableFuture<Long>> onLog) {
    boolean areMany = claims.size() >= MANY;
    claims.forEach(claim -> start(claim, onLog.apply(claim), areMany));
  }

  /**
   * If no thread can run the claim, it is forgotten: beats that named it would keep its job running
   * for ever.
   */
  private void start(Claim claim, CompletableFuture<Long> onLog, boolean isOneOfMany) {
    synchronized (this) {
      free--;
    }
    running.put(claim.lease(), claim);
    boolean isHandedOver = false;
    try {
      runner.run(claim, onLog, isOneOfMany).whenComplete((done, failure) -> over(claim));
      isHandedOver = true;
    } finally {
      if (!isHandedOver) {
        over(claim);
      }
    }
  }

  private synchronized void over(Claim claim) {
    running.remove(claim.lease());
    free++;
    lastEnd = System.nanoTime();
    if (free >= wakeAt) {
      notifyAll();
    }
  }

  public synchronized LaneSlots use() {
    return new LaneSlots(lane, size, size - free);
  }

  public List<Held> held() {
    return running.values().stream()
        .map(claim -> Held.of(claim.job(), claim.attempt(), claim.lease()))
        .toList();
  }

  /**
   * Waits until no attempt runs, until {@code deadline} (monotonic clock, in nanoseconds) or until
   * {@link #stopWaiting}.
   */
  public synchronized void awaitIdle(long deadline) {
    try {
      for (long left = millisUntil(deadline);
          free < size && left > 0 && isWaitedFor;
          left = millisUntil(deadline)) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public synchronized void stopWaiting() {
    isWaitedFor = false;
    notifyAll();
  }

  private static long millisUntil(long deadline) {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
  }

  public String lane() {
    return lane;
  }

  int size() {
    return size;
  }

  /**
   * Waits until every slot is free, so until the end of each attempt is on the log; an attempt that
   * does not end within a minute is left behind.
   */
  @Override
  public void close() {
    try {
      if (!haveAllEnded(System.nanoTime() + TimeUnit.MINUTES.toNanos(1))) {
        LOG.error("Lane {}: {} attempts do not end; their leases will lapse", lane, held());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runner.close();
  }

  private synchronized boolean haveAllEnded(long deadline) throws InterruptedException {
    for (long left = millisUntil(deadline); free < size && left > 0; left = millisUntil(deadline)) {
      wait(left);
    }
    return free == size;
  }
}
