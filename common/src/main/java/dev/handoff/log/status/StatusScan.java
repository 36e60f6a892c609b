package dev.handoff.log.status;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.TopicScan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads all events that are on the log now, of all jobs submitted since a given time. */
public final class StatusScan {

  /** How many records are verified together, on all cores. */
  private static final int TOGETHER = 100;

  private final KafkaSettings settings;
  private final EventReader events;
  private final Duration patience;

  /**
   * @param patience longest wait for the next answer of a broker
   */
  public StatusScan(KafkaSettings settings, Duration patience) {
    this.settings = settings;
    this.events = new EventReader(settings);
    this.patience = patience;
  }

  /**
   * Reports the events of each job in offset order; events of different jobs mix in any order.
   *
   * @throws org.apache.kafka.common.KafkaException if they cannot be read
   */
  public void since(Instant since, Consumer<RecordedEvent> listener) {
    var consumer = settings.readConsumer();
    try {
      String topic = settings.topics().status();
      List<PartitionInfo> found = consumer.partitionsFor(topic, patience);
      if (found == null || found.isEmpty()) {
        throw new MissingTopicException(topic, settings.place());
      }
      List<TopicPartition> partitions =
          found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      List<ConsumerRecord<String, byte[]>> together = new ArrayList<>();
      TopicScan.read(
          consumer,
          partitions,
          since,
          patience,
          record -> {
            if (isOfJobSince(record.key(), since)) {
              together.add(record);
            }
            if (together.size() == TOGETHER) {
              tell(together, listener);
            }
          });
      tell(together, listener);
    } finally {
      KafkaSettings.closeAtOnce(consumer);
    }
  }

  private void tell(
      List<ConsumerRecord<String, byte[]>> records, Consumer<RecordedEvent> listener) {
    events.readAll(records).forEach(listener);
    records.clear();
  }

  /**
   * Skips older jobs, whose events before {@code since} would be missing, without parsing their
   * records.
   */
  private static boolean isOfJobSince(@Nullable String key, Instant since) {
    try {
      return key != null && !new JobId(key).submittedAt().isBefore(since);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
