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
 * Reports that the worker lives and what it runs, and keeps how well it was heard. No thread of its
 * own: {@link #beat} is called every few seconds. Thread-safe.
 */
public class Beat implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Beat.class);

  /** An end must not wait long for a broker that is not there. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(2);

  /** Where beats go. A port. */
  public interface Sink {

    /** Done once the beat is on the log; fails within a minute if it is not. */
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

  /** How long nobody can be sure that this worker has its leases, by its beats. */
  public synchronized Duration silence() {
    return chain.silence(clock.nanoTime());
  }

  /** How long ago the last acknowledged beat was sent. */
  public synchronized Duration age() {
    return chain.age(clock.nanoTime());
  }

  /** How many beats got no acknowledgement. */
  public long failed() {
    return failed.sum();
  }

  /** The log has said whose the leases are, to one who asked after that gap. */
  protected synchronized void confirmed(long since) {
    chain.confirmed(since);
  }

  /** When the first beat after the last gap was acknowledged, on the host's clock. */
  protected synchronized long unbrokenSince() {
    return chain.unbrokenSince();
  }

  /**
   * How long from now a lease cannot be another's; zero if only the log can tell.
   *
   * @param held when it was known last that the lease is held, on the host's clock
   */
  public synchronized Duration certainFor(long held) {
    return chain.certainFor(held, clock.nanoTime());
  }

  /**
   * The first beat of all, which also shows whether the broker takes what this host's clock stamps.
   *
   * @throws WrongClockException if it does not
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
   * Says that this was the last beat, so that nobody takes the worker for one that lives. Without
   * that it counts as dead some seconds later.
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

  /** Beats out of turn; done once the beat is acknowledged, however long that takes. */
  CompletableFuture<Long> now(EventLoop loop) {
    return Patience.ask(
        loop,
        this::append,
        failure -> LOG.warn("A beat was not acknowledged, trying again: {}", failure.getMessage()));
  }
}
