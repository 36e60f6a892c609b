package dev.handoff.log;

import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders of stewards to workers. Not truth: an order that gets lost is given again. */
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

  /** Done once the order is on all in-sync replicas. */
  public CompletableFuture<Long> append(StopOrder order) {
    byte[] value = Json.tolerant().write(order);
    return writer.append(
        new ProducerRecord<>(settings.topics().control(), 0, order.worker(), value));
  }

  /** Tells the orders to this worker from now on, on a thread of its own, until closed. */
  public Orders follow(String worker, Consumer<StopOrder> onOrder) {
    return new Orders(worker, onOrder);
  }

  /** One worker's orders. */
  public final class Orders implements AutoCloseable {

    private final String worker;
    private final Consumer<StopOrder> onOrder;
    private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer =
        settings.tailConsumer();
    private final Thread thread = new Thread(this::run, "control");
    private volatile boolean isStopping;

    private Orders(String worker, Consumer<StopOrder> onOrder) {
      this.worker = worker;
      this.onOrder = onOrder;
      TopicPartition partition = new TopicPartition(settings.topics().control(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      consumer.position(partition);
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      while (!isStopping) {
        try {
          consumer.poll(Duration.ofSeconds(5)).forEach(this::tell);
        } catch (WakeupException e) {
          // close() was called, and the loop's condition sees it
        } catch (KafkaException e) {
          LOG.warn("Cannot read orders at the moment, trying again: {}", e.getMessage());
          StatusLog.pause(Duration.ofSeconds(1));
        }
      }
      KafkaSettings.closeAtOnce(consumer);
    }

    private void tell(ConsumerRecord<String, byte[]> record) {
      if (!worker.equals(record.key())) {
        return;
      }
      try {
        onOrder.accept(Json.tolerant().read(record.value(), StopOrder.class));
      } catch (InvalidJsonException | NullPointerException e) {
        LOG.warn("Skipped an unreadable order at offset {}: {}", record.offset(), e.getMessage());
      }
    }

    @Override
    public void close() {
      isStopping = true;
      consumer.wakeup();
      StatusLog.join(thread);
    }
  }
}
