package dev.handoff.log.key;

import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.trust.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the uses of idempotency keys in the order in which they arrived. All uses of a key lie in
 * one partition, so their offsets show which came first. Thread-safe.
 */
public final class KeyLog {

  private static final Logger LOG = LoggerFactory.getLogger(KeyLog.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaSettings settings;
  private final RecordWriter writer;
  private final String topic;

  /**
   * @param writer stays the caller's to close
   */
  public KeyLog(KafkaSettings settings, RecordWriter writer) {
    this.settings = settings;
    this.writer = writer;
    this.topic = settings.topics().keys();
  }

  /**
   * Completes with the use's offset in the partition of its key, once it is on all in-sync
   * replicas.
   */
  public CompletableFuture<Long> append(KeyUse use) {
    return writer.appendSigned(
        new ProducerRecord<>(
            topic,
            partition(use).partition(),
            use.at().toEpochMilli(),
            recordKey(use),
            Json.tolerant().write(use)));
  }

  /**
   * All uses of the same key, from {@code since} to the one at {@code last}, oldest first. Blocks.
   *
   * @throws TimeoutException if the log cannot be read within 30 s
   */
  public List<KeyUse> usesUpTo(KeyUse use, long last, Instant since) {
    TopicPartition partition = partition(use);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<KeyUse> uses = new ArrayList<>();
    Consumer<String, byte[]> consumer = settings.readConsumer();
    try {
      consumer.assign(List.of(partition));
      consumer.seek(partition, start(consumer, partition, since, last));
      while (consumer.position(partition, PATIENCE) <= last) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.offset() <= last) {
            decode(record).filter(use::isOfSameKey).ifPresent(uses::add);
          }
        }
        if (System.nanoTime() > deadline) {
          throw new TimeoutException("the uses of key " + use.key() + " cannot be read");
        }
      }
      return uses;
    } finally {
      KafkaSettings.closeAtOnce(consumer);
    }
  }

  private static long start(
      Consumer<String, byte[]> consumer, TopicPartition partition, Instant since, long last) {
    OffsetAndTimestamp first =
        consumer.offsetsForTimes(Map.of(partition, since.toEpochMilli()), PATIENCE).get(partition);
    return first == null ? last : Math.min(first.offset(), last);
  }

  private Optional<KeyUse> decode(ConsumerRecord<String, byte[]> record) {
    try {
      KeyUse use = Json.tolerant().read(record.value(), KeyUse.class);
      return isGenuine(record, use) ? Optional.of(use) : Optional.empty();
    } catch (InvalidJsonException e) {
      LOG.warn("Skipped an unreadable use of a key at {}: {}", record.offset(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Only the submitter decides which of its jobs its keys mean. */
  private boolean isGenuine(ConsumerRecord<String, byte[]> record, KeyUse use) {
    return settings
        .signatures()
        .counts(record, key -> key.role() == Role.SUBMITTER && key.name().equals(use.submitter()));
  }

  /** The hash of a string is the same on every Java. */
  private TopicPartition partition(KeyUse use) {
    int partitions = writer.partitions(topic);
    return new TopicPartition(topic, Math.floorMod(recordKey(use).hashCode(), partitions));
  }

  private static String recordKey(KeyUse use) {
    return use.submitter() + "/" + use.key();
  }
}
