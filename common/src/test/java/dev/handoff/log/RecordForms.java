package dev.handoff.log;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;

/** What a broker makes of a record, without one. */
public final class RecordForms {

  private RecordForms() {}

  public static ConsumerRecord<String, byte[]> consumed(
      ProducerRecord<String, byte[]> sent, long offset) {
    return new ConsumerRecord<>(
        sent.topic(),
        sent.partition(),
        offset,
        sent.timestamp() == null ? 0 : sent.timestamp(),
        TimestampType.CREATE_TIME,
        0,
        0,
        sent.key(),
        sent.value(),
        sent.headers(),
        Optional.empty());
  }

  public static ConsumerRecord<String, byte[]> consumed(ProducerRecord<String, byte[]> sent) {
    return consumed(sent, 0);
  }
}
