package dev.handoff.worker.steward;

import dev.handoff.log.presence.SeatConsumer;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether this worker is a steward now. On one thread, {@code seats}. */
public final class Seats implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Seats.class);

  private final SeatConsumer consumer;
  private final Thread thread = new Thread(this::run, "seats");

  private volatile OptionalInt seat = OptionalInt.empty();
  private volatile boolean isStopping;

  public Seats(SeatConsumer consumer) {
    this.consumer = consumer;
  }

  public void start() {
    thread.start();
  }

  /**
   * The seat held; empty if none. Two workers may believe in one for a moment, which does no harm.
   */
  public OptionalInt seat() {
    return seat;
  }

  private void run() {
    while (!isStopping) {
      try {
        OptionalInt now = consumer.poll(Duration.ofMillis(500));
        if (!now.equals(seat)) {
          LOG.info("Steward's seat: {}", now.isPresent() ? now.getAsInt() : "none");
          seat = now;
        }
      } catch (WakeupException e) {
        // close() was called, and the loop's condition sees it
      } catch (RuntimeException e) {
        // Whatever it is: without this thread, this worker would never be a steward again.
        LOG.warn("Cannot ask for a seat at the moment, trying again: {}", e.getMessage());
        pause();
      }
    }
    consumer.close();
  }

  private synchronized void pause() {
    try {
      wait(1000); // the broker tells nobody when it is back
    } catch (InterruptedException e) {
      isStopping = true;
    }
  }

  @Override
  public void close() {
    isStopping = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
