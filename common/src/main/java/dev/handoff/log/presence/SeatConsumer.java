package dev.handoff.log.presence;

import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * A member of the group that elects the stewards. The topic is empty; its partitions are the seats.
 * Used by one thread, except {@link #wakeup}, which is thread-safe.
 */
public final class SeatConsumer implements AutoCloseable {

  private final Consumer<String, byte[]> consumer;

  public SeatConsumer(KafkaSettings settings) {
    consumer = settings.seatConsumer();
    consumer.subscribe(List.of(settings.topics().seats()));
  }

  /** The lowest seat held after up to {@code wait}; empty if none. */
  public OptionalInt poll(Duration wait) {
    consumer.poll(wait);
    return consumer.assignment().stream().mapToInt(TopicPartition::partition).min();
  }

  public void wakeup() {
    consumer.wakeup();
  }

  /** Leaves the seat to others. */
  @Override
  public void close() {
    KafkaSettings.close(consumer, Duration.ofSeconds(2));
  }
}
