package dev.handoff.log.lane;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.TextHeader;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Keeps unreadable records of lanes, with the reason, for people to inspect. */
public final class DeadLetters {

  private final RecordWriter writer;
  private final String topic;

  /**
   * @param writer stays the caller's to close
   */
  public DeadLetters(KafkaSettings settings, RecordWriter writer) {
    this.writer = writer;
    this.topic = settings.topics().dead();
  }

  /**
   * Copies key, value and headers unchanged. The value is left out if the copy, which has more
   * headers, would be too large. Completes once the copy is on all in-sync replicas.
   */
  public CompletableFuture<Long> append(LaneDelivery delivery) {
    return append(delivery, delivery.record().value())
        .exceptionallyComposeAsync(
            failure ->
                failure instanceof RecordTooLargeException
                    ? append(delivery, null)
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<Long> append(LaneDelivery delivery, byte @Nullable [] value) {
    ConsumerRecord<String, byte[]> record = delivery.record();
    ProducerRecord<String, byte[]> copy =
        new ProducerRecord<>(topic, 0, record.key(), value, record.headers());
    TextHeader.put(copy.headers(), DeadLetter.REASON, String.valueOf(delivery.refusal()));
    TextHeader.put(copy.headers(), DeadLetter.TOPIC, record.topic());
    TextHeader.put(copy.headers(), DeadLetter.OFFSET, String.valueOf(record.offset()));
    return writer.append(copy);
  }
}
