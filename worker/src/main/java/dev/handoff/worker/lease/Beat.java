package dev.handoff.worker.lease;

import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.worker.loop.EventLoop;
import dev.handoff.worker.loop.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that the worker lives and what it runs, and tracks which beats were acknowledged. No
 * thread of its own: {@link #beat} is called every few seconds. Thread-safe.
 */
public class Beat implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Beat.class);

  /** Close must not wait long for an absent broker. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(2);

  /** Appends beats. A port. */
  public interface Sink {

    /** Completes when the beat is on the log; fails within a minute otherwise. */
    CompletableFuture<Long> append(WorkerBeat beat);
  }

  private final Sink sink;
  private final Supplier<WorkerBeat> content;
  private final HostClock clock;
  private final LongAdder failed = new LongAdder();

  // Guarded by this.
  private final BeatChain chain;

  public Beat(Sink sink, Supplier<WorkerBeat> content, LeaseSettings lease, HostClock clock) {
    this.sink = sink;
    this.content = content;
    this.clock = clock;
    this.chain = new BeatChain(lease, clock.nanoTime());
  }

  /** Appends one beat and does not wait for the answer. */
  public void beat() {
    append()
        .whenComplete(
            (offset, failure) -> {
              if (failure != null) {
                LOG.warn("A beat was not acknowledged: {}", failure.getMessage());
              }
            });
  }

  private CompletableFuture<Long> append() {
    return append(content.get());
  }

  private CompletableFuture<Long> append(WorkerBeat beat) {
    long sent = clock.nanoTime();
    return sink.append(beat)
        .whenComplete((offset, failure) -> failed.add(failure == null ? 0 : 1))
        .thenApply(offset -> acknowledged(sent, offset));
  }

  private synchronized long acknowledged(long sent, long offset) {
    chain.acknowledged(sent, clock.nanoTime());
    return offset;
  }

  /** How long the beats have not proved that this worker holds its leases. */
  public synchronized Duration silence() {
    return chain.silence(clock.nanoTime());
  }

  /** How long ago the last acknowledged beat was sent. */
  public synchronized Duration age() {
    return chain.age(clock.nanoTime());
  }

  /** The number of beats that were not acknowledged. */
  public long failed() {
    return failed.sum();
  }

  /**
   * Notes that the leases were read back from the log after the gap that ended at {@code since}.
   */
  protected synchronized void confirmed(long since) {
    chain.confirmed(since);
  }

  /** When the first beat after the last gap was acknowledged, on the host's clock. */
  protected synchronized long unbrokenSince() {
    return chain.unbrokenSince();
  }

  /**
   * How long from now the lease surely stays held; zero if the log must be read to know.
   *
   * @param held when the lease was last known to be held, on the host's clock
   */
  public synchronized Duration certainFor(long held) {
    return chain.certainFor(held, clock.nanoTime());
  }

  /**
   * Sends the first beat, which also shows whether the broker accepts this host's timestamps.
   *
   * @throws WrongClockException if the broker refuses them
   */
  public void first() throws InterruptedException {
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

  /**
   * Appends a beat that is marked as the last, so that the worker counts as gone at once and not
   * some seconds later.
   */
  @Override
  public void close() {
    try {
      append(content.get().last()).get(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("The last beat was not acknowledged: {}", e.toString());
    }
  }

  /** Sends an extra beat. Completes when it is acknowledged, however long that takes. */
  CompletableFuture<Long> now(EventLoop loop) {
    return Patience.ask(
        loop,
        this::append,
        failure -> LOG.warn("A beat was not acknowledged, trying again: {}", failure.getMessage()));
  }
}
