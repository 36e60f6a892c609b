package dev.handoff.log.lane;

import dev.handoff.job.JobId;
import dev.handoff.log.TextHeader;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record of a lane that could not be read, as kept among the dead letters. */
public final class DeadLetter {

  static final String REASON = "dead-reason";
  static final String TOPIC = "dead-topic";
  static final String OFFSET = "dead-offset";

  private final ConsumerRecord<String, byte[]> record;
  private final String tasksPrefix;

  DeadLetter(ConsumerRecord<String, byte[]> record, Topics topics) {
    this.record = record;
    this.tasksPrefix = topics.tasksPrefix();
  }

  /** Identifies it among the dead letters. */
  public long offset() {
    return record.offset();
  }

  /** When it was rejected. */
  public Instant at() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  /** Why it could not be read at that time. */
  public @Nullable String reason() {
    return TextHeader.get(record.headers(), REASON);
  }

  /** The lane that it came from. */
  public @Nullable String lane() {
    String topic = TextHeader.get(record.headers(), TOPIC);
    return topic == null || !topic.startsWith(tasksPrefix)
        ? null
        : topic.substring(tasksPrefix.length());
  }

  /** Its offset in the lane. */
  public @Nullable Long laneOffset() {
    String offset = TextHeader.get(record.headers(), OFFSET);
    return offset == null || !offset.matches("[0-9]{1,18}") ? null : Long.valueOf(offset);
  }

  /** The original key. */
  public @Nullable String key() {
    return record.key();
  }

  /** The job that its key names. */
  public Optional<JobId> job() {
    try {
      return Optional.of(new JobId(record.key()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The original headers and those with the reason. If a name repeats, the last one. */
  public Map<String, @Nullable String> headers() {
    Map<String, @Nullable String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? null : new String(value, StandardCharsets.UTF_8));
    }
    return headers;
  }

  /** The original value; empty if there was none. */
  public byte[] value() {
    return record.value() == null ? new byte[0] : record.value().clone();
  }

  /**
   * Its content, if this version can read it.
   *
   * @throws IOException if it cannot; the message says why
   */
  public LaneRecord read() throws IOException {
    return LaneCodec.decode(record);
  }
}
