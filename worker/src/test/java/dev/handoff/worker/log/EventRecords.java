package dev.handoff.worker.log;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.TextHeader;
import dev.handoff.log.Topics;
import dev.handoff.log.status.EventEncoder;
import dev.handoff.log.status.EventReader;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of the status topic without a broker, and a reader of them. */
public final class EventRecords {

  private static final EventEncoder ENCODER =
      new EventEncoder(Topics.DEFAULT.status(), "handoff/test");

  private EventRecords() {}

  /** Believes everything. */
  public static EventReader reader() {
    return new EventReader(
        new KafkaSettings(Map.of("bootstrap.servers", "none:1"), Topics.DEFAULT));
  }

  public static ConsumerRecord<String, byte[]> record(JobId job, JobEvent event, long offset) {
    var sent = ENCODER.encode(job, "standard", event);
    var received =
        new ConsumerRecord<>(sent.topic(), job.partition(), offset, sent.key(), sent.value());
    sent.headers().forEach(received.headers()::add);
    return received;
  }

  /** The same record with that header; without it if the text is null. */
  public static ConsumerRecord<String, byte[]> withHeader(
      ConsumerRecord<String, byte[]> record, String name, String text) {
    record.headers().remove(name);
    if (text != null) {
      TextHeader.put(record.headers(), name, text);
    }
    return record;
  }

  /** The same record with that value. */
  public static ConsumerRecord<String, byte[]> withValue(
      ConsumerRecord<String, byte[]> record, byte[] value) {
    var other =
        new ConsumerRecord<>(
            record.topic(), record.partition(), record.offset(), record.key(), value);
    record.headers().forEach(other.headers()::add);
    return other;
  }
}
