package dev.handoff.log.lane;

import dev.handoff.log.ClientFigure;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from one lane, never more than requested. Used by one thread, except {@link
 * #wakeup}, which is thread-safe.
 *
 * <p>The number of records that a share consumer may hold is fixed when it is made, so a worker
 * with many slots has two: one that takes many records, used while that many slots are free, and
 * one that takes a single record. After an empty poll the same consumer is polled again first: its
 * fetch is still open, and a record that it returns would wait here while other workers are free.
 */
public final class LaneConsumer implements LaneSource, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LaneConsumer.class);

  /** Below this a second consumer is not worth its membership in the group. */
  private static final int MIN_BATCH = 8;

  private final String lane;
  private final LaneReader reader;
  private final KafkaShareConsumer<String, byte[]> single;
  private final @Nullable KafkaShareConsumer<String, byte[]> batch;
  private final int batchSize;

  // Owned by the polling thread.
  private @Nullable KafkaShareConsumer<String, byte[]> open;
  private KafkaShareConsumer<String, byte[]> delivered;
  private long lastReturn = System.nanoTime();

  /**
   * A quarter of the record lock. The broker may have given a record that was held longer to
   * another worker.
   */
  private static final Duration FRESH = Duration.ofSeconds(15).dividedBy(4);

  /**
   * @param slots how many records the worker can run at once
   */
  public LaneConsumer(KafkaSettings settings, String lane, int slots) {
    this.lane = lane;
    this.reader = new LaneReader(settings);
    this.batchSize = slots / 2;
    this.single = consumer(settings, lane, 1);
    this.batch = batchSize >= MIN_BATCH ? consumer(settings, lane, batchSize) : null;
    this.delivered = single;
  }

  private static KafkaShareConsumer<String, byte[]> consumer(
      KafkaSettings settings, String lane, int maxRecords) {
    Topics topics = settings.topics();
    KafkaShareConsumer<String, byte[]> consumer =
        settings.shareConsumer(topics.laneGroup(lane), maxRecords);
    // A lost acknowledgement is harmless: the record is delivered again, and its claim then fails.
    consumer.setAcknowledgementCommitCallback(
        (offsets, failure) -> {
          if (failure != null) {
            LOG.info("Lane {}: an acknowledgement was lost: {}", lane, failure.getMessage());
          }
        });
    consumer.subscribe(List.of(topics.tasks(lane)));
    return consumer;
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeup}
   */
  @Override
  public List<LaneDelivery> poll(int free, Duration timeout) {
    KafkaShareConsumer<String, byte[]> next =
        open == single || batch == null || free < batchSize ? single : batch;
    Duration sinceLast = Duration.ofNanos(System.nanoTime() - lastReturn);
    ConsumerRecords<String, byte[]> records = next.poll(timeout);
    lastReturn = System.nanoTime();
    open = records.isEmpty() ? next : null;
    delivered = records.isEmpty() ? delivered : next;
    List<LaneDelivery> deliveries = new ArrayList<>(records.count());
    for (ConsumerRecord<String, byte[]> record : records) {
      int count = record.deliveryCount().orElse((short) 0);
      deliveries.add(reader.read(record, isFresh(sinceLast, count), next == batch));
    }
    return deliveries;
  }

  /**
   * Whether no other worker can have received the record before this one.
   *
   * @param sinceLast the time from the return of the previous poll to this poll
   * @param count the broker's count of its deliveries; after a restart of the broker it begins at 1
   */
  public static boolean isFresh(Duration sinceLast, int count) {
    return sinceLast.compareTo(FRESH) < 0 && count == 1;
  }

  @Override
  public void accept(LaneDelivery delivery) {
    acknowledge(delivery, AcknowledgeType.ACCEPT);
  }

  private void acknowledge(LaneDelivery delivery, AcknowledgeType type) {
    try {
      consumerOf(delivery).acknowledge(delivery.record(), type);
    } catch (IllegalStateException e) {
      LOG.info(
          "Lane {}: offset {} is no longer held and will be delivered again",
          lane,
          delivery.offset());
    }
  }

  @Override
  public void renew(List<LaneDelivery> deliveries) {
    if (deliveries.isEmpty()) {
      return;
    }
    KafkaShareConsumer<String, byte[]> consumer = consumerOf(deliveries.get(0));
    try {
      deliveries.forEach(delivery -> acknowledge(delivery, AcknowledgeType.RENEW));
      consumer.commitSync(Duration.ofSeconds(5));
      // Returns the renewed records at once, and fetches nothing. If none was renewed it may return
      // others, for which no slot is free.
      Set<Long> ours = deliveries.stream().map(LaneDelivery::offset).collect(Collectors.toSet());
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ZERO)) {
        if (!ours.contains(record.offset())) {
          consumer.acknowledge(record, AcknowledgeType.RELEASE);
        }
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      // The caller's claims continue: a record that was not renewed is delivered again.
      LOG.info("Lane {}: records could not be renewed: {}", lane, e.getMessage());
    }
  }

  @Override
  public void commit() {
    delivered.commitAsync(); // the other consumer holds nothing
  }

  /** How many free slots a poll needs to take more than one record; 1 if none ever does. */
  public int batchSize() {
    return batch == null ? 1 : batchSize;
  }

  private KafkaShareConsumer<String, byte[]> consumerOf(LaneDelivery delivery) {
    return delivery.isFromBatch() && batch != null ? batch : single;
  }

  /** One figure of both clients together. Thread-safe. */
  public double figure(ClientFigure figure) {
    double ofSingle = figure.of(single.metrics());
    return batch == null ? ofSingle : figure.together(ofSingle, figure.of(batch.metrics()));
  }

  public String lane() {
    return lane;
  }

  public void wakeup() {
    single.wakeup();
    if (batch != null) {
      batch.wakeup();
    }
  }

  /** Releases the held records and leaves the group. */
  @Override
  public void close() {
    try {
      KafkaSettings.quietly(() -> single.close(Duration.ofSeconds(5)));
    } finally {
      if (batch != null) {
        KafkaSettings.quietly(() -> batch.close(Duration.ofSeconds(5)));
      }
    }
  }
}
