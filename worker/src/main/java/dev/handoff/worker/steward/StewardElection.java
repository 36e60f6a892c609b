package dev.handoff.worker.steward;

import dev.handoff.log.presence.SeatConsumer;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether this worker is a steward now. On one thread, {@code seats}. */
public final class StewardElection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StewardElection.class);

  private final SeatConsumer consumer;
  private final Thread thread = new Thread(this::run, "seats");

  private volatile OptionalInt seat = OptionalInt.empty();
  private volatile boolean isStopping;

  public StewardElection(SeatConsumer consumer) {
    this.consumer = consumer;
  }

  public void start() {
    thread.start();
  }

  /**
   * The seat held; empty if none. Two workers may hold the same seat for a moment; that does no
   * harm.
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
        // close() was called; the loop ends
      } catch (RuntimeException e) {
        // Caught whatever it is: without this thread the worker would never be a steward again.
        LOG.warn("Cannot ask for a steward's seat, trying again: {}", e.getMessage());
        pause();
      }
    }
    consumer.close();
  }

  private synchronized void pause() {
    try {
      wait(1000); // the broker does not announce its return
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
