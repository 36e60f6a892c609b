package dev.handoff.log.status;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobId;
import dev.handoff.json.Json;
import dev.handoff.json.Required;
import dev.handoff.log.TextHeader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Encodes an event as a record of the status topic: JSON as the value, CloudEvents 1.0 attributes
 * (binary mode) as headers. The type is a header, so a reader can count events without parsing
 * them.
 */
public final class EventCodec {

  private static final String TYPE_PREFIX = "dev.handoff.job.";
  private static final String TYPE_SUFFIX = ".v1";

  /**
   * The header with the lease of {@code Started} and {@code Completed}. Records of older builds
   * have none.
   */
  static final String LEASE = "lease";

  private static final Map<Class<?>, String> TYPE_BY_CLASS =
      eventClasses(JobEvent.class)
          .collect(Collectors.toUnmodifiableMap(event -> event, EventCodec::typeOf));
  private static final Map<String, Class<?>> CLASS_BY_TYPE =
      TYPE_BY_CLASS.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

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
   * @param lane the job's lane; null if the writer does not know it
   * @param source the writer, as a path of names
   */
  public static ProducerRecord<String, byte[]> encode(
      String topic, JobId job, @Nullable String lane, String source, JobEvent event) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            topic,
            job.partition(),
            timestamp(job, event),
            job.text(),
            Json.tolerant().write(event));
    Headers headers = record.headers();
    TextHeader.put(headers, "ce_specversion", "1.0");
    TextHeader.put(headers, "ce_id", UUID.randomUUID().toString());
    TextHeader.put(headers, "ce_type", Objects.requireNonNull(TYPE_BY_CLASS.get(event.getClass())));
    TextHeader.put(headers, "ce_source", asUri(source));
    TextHeader.put(headers, "ce_time", event.at().toString());
    TextHeader.put(headers, "ce_subject", job.text());
    TextHeader.put(headers, "content-type", "application/json");
    if (event instanceof OfAttempt ofAttempt) {
      TextHeader.put(headers, "attempt", String.valueOf(ofAttempt.attempt()));
    } else if (event instanceof JobEvent.Enqueued enqueued) {
      TextHeader.put(headers, "attempt", String.valueOf(enqueued.attempt()));
    }
    if (lane != null) {
      TextHeader.put(headers, "lane", lane);
    }
    String lease = namedLease(event);
    if (lease != null) {
      TextHeader.put(headers, LEASE, lease);
    }
    return record;
  }

  /** The lease of the two events that are most of a log, for readers that parse no value. */
  private static @Nullable String namedLease(JobEvent event) {
    return event instanceof JobEvent.Started || event instanceof JobEvent.Completed
        ? ((OfAttempt) event).lease()
        : null;
  }

  /** CloudEvents requires a URI reference, and a submitter can have any name. */
  private static String asUri(String source) {
    try {
      return new URI(null, null, source, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("source must be a path, got: " + source, e);
    }
  }

  /**
   * The timestamp is never before the time in the job's id, whatever the writer's clock says, so a
   * look-up from that time finds all records of the job.
   */
  private static long timestamp(JobId job, JobEvent event) {
    long idTime = job.submittedAt().toEpochMilli();
    return event instanceof JobEvent.Submitted
        ? idTime
        : Math.max(idTime, event.at().toEpochMilli());
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
      Required.present("brief", submitted.brief());
      Required.present("brief.run", submitted.brief().run());
      Required.present("brief.limits", submitted.brief().limits());
      Required.present("brief.retries", submitted.brief().retries());
      Required.present("lane", submitted.lane());
    } else if (event instanceof JobEvent.AttemptEnded ended) {
      Required.present("reason", ended.reason());
    } else if (event instanceof JobEvent.Failed failed) {
      Required.present("reason", failed.reason());
    }
  }
}
