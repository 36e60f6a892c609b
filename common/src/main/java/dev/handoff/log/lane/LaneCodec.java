package dev.handoff.log.lane;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.json.stream.BriefStream;
import dev.handoff.log.TextHeader;
import dev.handoff.log.lane.LaneRecord.FaultCounts;
import java.io.IOException;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a brief as a record of a lane: JSON as the value, the attempt to claim in the headers.
 */
public final class LaneCodec {

  private static final String ATTEMPT = "attempt";
  private static final String CHARGED_OWN = "charged-own";
  private static final String CHARGED_SYSTEM = "charged-system";
  private static final String SINCE = "since";
  // Not the name that tracing gives it: headers of tracing are not signed.
  private static final String TRACE = "trace";

  private LaneCodec() {}

  /** The JSON of a brief, as lanes and events have it. */
  public static byte[] json(Brief brief) {
    byte[] usual = BriefStream.write(brief);
    return usual == null ? Json.strict().write(brief) : usual;
  }

  public static ProducerRecord<String, byte[]> encode(String topic, LaneRecord lane) {
    return encode(topic, lane, json(lane.brief()));
  }

  /**
   * The same for a brief that is written already.
   *
   * @param json as {@link #json} writes the record's brief
   */
  public static ProducerRecord<String, byte[]> encode(String topic, LaneRecord lane, byte[] json) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, 0, lane.job().text(), json);
    Headers headers = record.headers();
    TextHeader.put(headers, "content-type", "application/json");
    TextHeader.put(headers, ATTEMPT, String.valueOf(lane.attempt()));
    TextHeader.put(headers, CHARGED_OWN, String.valueOf(lane.charge().own()));
    TextHeader.put(headers, CHARGED_SYSTEM, String.valueOf(lane.charge().system()));
    if (lane.since() != null) {
      TextHeader.put(headers, SINCE, String.valueOf(lane.since()));
    }
    if (lane.traceparent() != null) {
      TextHeader.put(headers, TRACE, lane.traceparent());
    }
    return record;
  }

  /**
   * @throws IOException if key, headers or value cannot be read; the message says which
   */
  public static LaneRecord decode(ConsumerRecord<String, byte[]> record) throws IOException {
    if (record.key() == null || record.value() == null) {
      throw new IOException("key and value must be there");
    }
    try {
      Headers headers = record.headers();
      return new LaneRecord(
          new JobId(record.key()),
          brief(record.value()),
          (int) number(headers, ATTEMPT, 1, Integer.MAX_VALUE),
          new FaultCounts(
              (int) number(headers, CHARGED_OWN, 0, Integer.MAX_VALUE),
              (int) number(headers, CHARGED_SYSTEM, 0, Integer.MAX_VALUE)),
          headers.lastHeader(SINCE) == null ? null : number(headers, SINCE, 0, Long.MAX_VALUE),
          TextHeader.get(headers, TRACE));
    } catch (IllegalArgumentException | InvalidJsonException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The attempt of a record that may be unreadable; 1 if it names none. */
  static int attempt(Headers headers) {
    try {
      return (int) number(headers, ATTEMPT, 1, Integer.MAX_VALUE);
    } catch (IOException e) {
      return 1;
    }
  }

  /** Rejects only an incomplete brief: the producer has validated it. */
  private static Brief brief(byte[] value) throws IOException {
    Brief usual = BriefStream.read(value);
    if (usual != null) {
      return usual;
    }
    Brief brief = ofKnownVersion(value);
    Object[] parts = {
      brief.goal(), brief.scope(), brief.run(), brief.checks(), brief.limits(), brief.retries()
    };
    if (Arrays.asList(parts).contains(null)) {
      throw new IOException("brief must have goal, scope, run, checks, limits and retries");
    }
    return brief;
  }

  /** Checks the version first, because a later version may have unknown fields. */
  private static Brief ofKnownVersion(byte[] value) throws IOException {
    try {
      Brief brief = Json.strict().read(value, Brief.class);
      requireKnown(brief.brief());
      return brief;
    } catch (InvalidJsonException e) {
      requireKnown(versionOf(value));
      throw e;
    }
  }

  private static @Nullable Integer versionOf(byte[] value) {
    try {
      return Json.tolerant().read(value, Versioned.class).brief();
    } catch (InvalidJsonException e) {
      return null;
    }
  }

  /** The field that a brief of every version has. */
  private record Versioned(@Nullable Integer brief) {}

  private static void requireKnown(@Nullable Integer version) throws IOException {
    if (version != null && version != Brief.VERSION) {
      throw new IOException(
          "version of the brief must be %d for this build of Handoff, got: %d"
              .formatted(Brief.VERSION, version));
    }
  }

  private static long number(Headers headers, String name, long min, long max) throws IOException {
    String text = TextHeader.get(headers, name);
    if (text == null) {
      throw new IOException("header " + name + " must be there");
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below, with its name
    }
    throw new IOException(
        "header " + name + " must be a number from " + min + " to " + max + ", got: " + text);
  }
}
