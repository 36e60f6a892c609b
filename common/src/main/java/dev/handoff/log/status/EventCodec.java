package dev.handoff.log.status;

import dev.handoff.job.JobEvent;
import dev.handoff.json.Json;
import dev.handoff.json.Required;
import dev.handoff.json.stream.EventStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The form of an event as a record of the status topic: JSON as the value, CloudEvents 1.0
 * attributes (binary mode) as headers. The type is a header, so a reader can count events without
 * parsing them. {@link EventEncoder} writes it.
 */
public final class EventCodec {

  private static final String TYPE_PREFIX = "dev.handoff.job.";
  private static final String TYPE_SUFFIX = ".v1";

  static final String TYPE = "ce_type";
  static final String LANE = "lane";
  static final String ATTEMPT = "attempt";

  /**
   * The header with the lease of {@code Started} and {@code Completed}. Records of older builds
   * have none.
   */
  static final String LEASE = "lease";

  /** A kind of event, and its type as the header has it. */
  private record Kind(Class<?> event, byte[] type) {

    static Kind of(Class<?> event) {
      return new Kind(event, typeOf(event).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static final Kind[] KINDS =
      eventClasses(JobEvent.class).map(Kind::of).toArray(Kind[]::new);

  private EventCodec() {}

  public static Stream<Class<?>> eventClasses(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? eventClasses(type) : Stream.of(type))
        .distinct();
  }

  /** {@code AttemptEnded} is {@code dev.handoff.job.attempt_ended.v1}. */
  public static String typeOf(Class<?> event) {
    String words = event.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    return TYPE_PREFIX + words.toLowerCase(java.util.Locale.ROOT) + TYPE_SUFFIX;
  }

  /**
   * Decodes the event; empty if its type belongs to a later version.
   *
   * @throws dev.handoff.json.InvalidJsonException if the value cannot be read
   * @throws IllegalArgumentException if a required field is missing
   */
  public static Optional<JobEvent> decode(ConsumerRecord<String, byte[]> record) {
    return type(record).map(type -> decode(record.value(), type));
  }

  /** The same for a value of that type. */
  static JobEvent decode(byte[] value, Class<?> type) {
    JobEvent usual = EventStream.read(value, type);
    if (usual != null) {
      return usual;
    }
    JobEvent event = (JobEvent) Json.tolerant().read(value, type);
    requireWhole(event);
    return event;
  }

  /** The type that the record names; empty if this version does not know it. */
  static Optional<Class<?>> type(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(TYPE);
    return header == null || record.value() == null
        ? Optional.empty()
        : Optional.ofNullable(type(header.value()));
  }

  /** The kind that the header's value names; null if this version does not know it. */
  static @Nullable Class<?> type(byte @Nullable [] name) {
    for (Kind kind : KINDS) {
      if (Arrays.equals(kind.type(), name)) {
        return kind.event();
      }
    }
    return null;
  }

  /**
   * Requires the fields that every reader relies on. One record without them would stop every
   * steward, for all jobs, for as long as it is kept.
   */
  private static void requireWhole(JobEvent event) {
    Required.present("at", event.at());
    if (event instanceof JobEvent.Submitted submitted) {
      Required.present("brief", submitted.recorded());
      Required.present("lane", submitted.lane());
    } else if (event instanceof JobEvent.AttemptEnded ended) {
      Required.present("reason", ended.reason());
    } else if (event instanceof JobEvent.Failed failed) {
      Required.present("reason", failed.reason());
    }
  }
}
