package dev.handoff.worker;

import dev.handoff.log.WorkerBeat;
import dev.handoff.worker.attempt.HostUptime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every few seconds that the worker lives and what it runs. On one thread, {@code beat}. */
final class Beat implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Beat.class);

  private final WorkerLog log;
  private final Supplier<WorkerBeat> beat;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "beat"));

  private final LongAdder failed = new LongAdder();

  // Guarded by this.
  private final BeatChain chain;

  Beat(WorkerLog log, Supplier<WorkerBeat> beat, LeaseSettings lease) {
    this.log = log;
    this.beat = beat;
    this.chain = new BeatChain(lease, HostUptime.nanoTime());
  }

  void start(Duration every) {
    timer.scheduleAtFixedRate(this::beat, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void beat() {
    try {
      append()
          .whenComplete(
              (offset, failure) -> {
                if (failure != null) {
                  LOG.warn("A beat was not acknowledged: {}", failure.getMessage());
                }
              });
    } catch (RuntimeException e) {
      LOG.error("Could not beat", e); // a thrown exception would end the timer for good
    }
  }

  private CompletableFuture<Long> append() {
    long sent = HostUptime.nanoTime();
    return log.beats()
        .append(beat.get())
        .whenComplete((offset, failure) -> failed.add(failure == null ? 0 : 1))
        .thenApply(offset -> acknowledged(sent, offset));
  }

  private synchronized long acknowledged(long sent, long offset) {
    chain.acknowledged(sent, HostUptime.nanoTime());
    return offset;
  }

  /** How long nobody can be sure that this worker has its leases, by its beats. */
  synchronized Duration silence() {
    return chain.silence(HostUptime.nanoTime());
  }

  /** How long ago the last acknowledged beat was sent. */
  synchronized Duration age() {
    return chain.age(HostUptime.nanoTime());
  }

  /** How many beats got no acknowledgement. */
  long failed() {
    return failed.sum();
  }

  /** The log has said whose the leases are, to one who asked after that gap. */
  synchronized void confirmed(long since) {
    chain.confirmed(since);
  }

  /** When the first beat after the last gap was acknowledged, on the host's clock. */
  synchronized long unbrokenSince() {
    return chain.unbrokenSince();
  }

  /**
   * How long from now a lease cannot be another's; zero if only the log can tell.
   *
   * @param held when it was known last that the lease is held, on the host's clock
   */
  synchronized Duration certainFor(long held) {
    return chain.certainFor(held, HostUptime.nanoTime());
  }

  /**
   * The first beat of all, which also shows whether the broker takes what this host's clock stamps.
   *
   * @throws WrongClockException if it does not
   */
  void first() throws InterruptedException {
    try {
      append().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidTimestampException) {
        throw new WrongClockException(e.getCause());
      }
      LOG.warn("The first beat was not acknowledged: {}", e.getMessage());
    } catch (TimeoutException e) {
      LOG.warn("The first beat was not acknowledged within a minute");
    }
  }

  /** Beats out of turn and returns once the beat is acknowledged, however long that takes. */
  void now() throws InterruptedException {
    while (true) {
      try {
        append().get(60, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("A beat was not acknowledged, trying again: {}", e.getMessage());
        TimeUnit.SECONDS.sleep(1); // a refusal comes at once, and would come again at once
      }
    }
  }

  /** Beats out of turn, on the beat's own thread. */
  void soon() {
    try {
      timer.execute(this::beat);
    } catch (RejectedExecutionException closed) {
      LOG.debug("No more beats: the worker stops");
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
