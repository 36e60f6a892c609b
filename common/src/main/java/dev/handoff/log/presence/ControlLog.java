package dev.handoff.log.presence;

import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.PollPace;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.TailLoop;
import dev.handoff.trust.Role;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends orders of stewards to workers. Orders are not facts: a lost one is sent again. */
public final class ControlLog {

  private static final Logger LOG = LoggerFactory.getLogger(ControlLog.class);

  private final KafkaSettings settings;
  private final RecordWriter writer;

  /**
   * @param writer stays the caller's to close
   */
  public ControlLog(KafkaSettings settings, RecordWriter writer) {
    this.settings = settings;
    this.writer = writer;
  }

  /** Completes once the order is on all in-sync replicas. */
  public CompletableFuture<Long> append(StopOrder order) {
    byte[] value = Json.tolerant().write(order);
    return writer.appendSigned(
        new ProducerRecord<>(settings.topics().control(), 0, order.worker(), value));
  }

  /** Reports the orders to this worker from now on, on its own thread, until closed. */
  public Orders follow(String worker, Consumer<StopOrder> onOrder) {
    return new Orders(worker, onOrder);
  }

  /** Follows the orders to one worker. */
  public final class Orders implements AutoCloseable {

    private final TailLoop loop;

    private Orders(String worker, Consumer<StopOrder> onOrder) {
      loop =
          new TailLoop(
              "control",
              settings.address(),
              settings::seldomConsumer,
              PollPace.prompt(System.nanoTime()),
              new Follower(worker, onOrder));
      loop.start();
    }

    @Override
    public void close() {
      loop.close();
    }
  }

  private final class Follower implements TailLoop.Role {

    private final String worker;
    private final Consumer<StopOrder> onOrder;

    Follower(String worker, Consumer<StopOrder> onOrder) {
      this.worker = worker;
      this.onOrder = onOrder;
    }

    @Override
    public void place(org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer) {
      TopicPartition partition = new TopicPartition(settings.topics().control(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      consumer.position(partition);
    }

    @Override
    public void tell(
        ConsumerRecords<String, byte[]> records,
        org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer) {
      records.forEach(this::tell);
    }

    private void tell(ConsumerRecord<String, byte[]> record) {
      if (!worker.equals(record.key())) {
        return;
      }
      if (!isGenuine(record)) {
        return;
      }
      try {
        onOrder.accept(Json.tolerant().read(record.value(), StopOrder.class));
      } catch (InvalidJsonException e) {
        LOG.warn("Skipped an unreadable order at offset {}: {}", record.offset(), e.getMessage());
      }
    }

    /** Copies are allowed: an order names one lease, so a second one does no harm. */
    private boolean isGenuine(ConsumerRecord<String, byte[]> record) {
      return settings.signatures().counts(record, key -> key.role() == Role.WORKER);
    }

    @Override
    public boolean goesOnAfter(KafkaException failure) {
      return true;
    }
  }
}
