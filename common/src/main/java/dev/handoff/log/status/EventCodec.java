package dev.handoff.log.status;

import dev.handoff.job.JobEvent;
import dev.handoff.json.Json;
import dev.handoff.json.Required;
import dev.handoff.json.stream.EventStream;
import dev.handoff.log.TextHeader;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The form of an event as a record of the status topic: JSON as the value, CloudEvents 1.0
 * attributes (binary mode) as headers. The type is a header, so a reader can count events without
 * parsing them. {@link EventEncoder} writes it.
 */
public final class EventCodec {

  private static final String TYPE_PREFIX = "dev.handoff.job.";
  private static final String TYPE_SUFFIX = ".v1";

  /**
   * The header with the lease of {@code Started} and {@code Completed}. Records of older builds
   * have none.
   */
  static final String LEASE = "lease";

  private static final Map<String, Class<?>> CLASS_BY_TYPE =
      eventClasses(JobEvent.class)
          .collect(Collectors.toUnmodifiableMap(EventCodec::typeOf, event -> event));

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
    Optional<Class<?>> type = type(record);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    JobEvent usual = EventStream.read(record.value(), type.get());
    if (usual != null) {
      return Optional.of(usual);
    }
    JobEvent event = (JobEvent) Json.tolerant().read(record.value(), type.get());
    requireWhole(event);
    return Optional.of(event);
  }

  /** The type that the record names; empty if this version does not know it. */
  static Optional<Class<?>> type(ConsumerRecord<String, byte[]> record) {
    String name = TextHeader.get(record.headers(), "ce_type");
    return name == null || record.value() == null
        ? Optional.empty()
        : Optional.ofNullable(CLASS_BY_TYPE.get(name));
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
