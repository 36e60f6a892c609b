package dev.handoff.log;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.log.LaneRecord.Charge;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** A brief as a record of a lane: JSON as the value, the attempt to claim in the headers. */
final class LaneCodec {

  private static final String ATTEMPT = "attempt";
  private static final String CHARGED_OWN = "charged-own";
  private static final String CHARGED_SYSTEM = "charged-system";
  private static final String SINCE = "since";

  private LaneCodec() {}

  static ProducerRecord<String, byte[]> encode(String topic, LaneRecord lane) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, 0, lane.job().text(), Json.strict().write(lane.brief()));
    Headers headers = record.headers();
    EventCodec.put(headers, "content-type", "application/json");
    EventCodec.put(headers, ATTEMPT, String.valueOf(lane.attempt()));
    EventCodec.put(headers, CHARGED_OWN, String.valueOf(lane.charge().own()));
    EventCodec.put(headers, CHARGED_SYSTEM, String.valueOf(lane.charge().system()));
    if (lane.since() != null) {
      EventCodec.put(headers, SINCE, String.valueOf(lane.since()));
    }
    return record;
  }

  /**
   * @throws IOException if key, headers or value cannot be read; the message says which
   */
  static LaneRecord decode(ConsumerRecord<String, byte[]> record) throws IOException {
    try {
      Headers headers = record.headers();
      if (record.key() == null || record.value() == null) {
        throw new IOException("key and value must be there");
      }
      String since = EventCodec.text(headers, SINCE);
      return new LaneRecord(
          new JobId(record.key()),
          Json.strict().read(record.value(), Brief.class),
          number(headers, ATTEMPT),
          new Charge(number(headers, CHARGED_OWN), number(headers, CHARGED_SYSTEM)),
          since == null ? null : Long.valueOf(since));
    } catch (IllegalArgumentException | InvalidJsonException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static int number(Headers headers, String name) throws IOException {
    String text = EventCodec.text(headers, name);
    if (text == null) {
      throw new IOException("header " + name + " must be there");
    }
    return Integer.parseInt(text);
  }
}
