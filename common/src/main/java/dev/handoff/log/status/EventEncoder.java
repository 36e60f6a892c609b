package dev.handoff.log.status;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobId;
import dev.handoff.job.RandomBits;
import dev.handoff.json.InstantText;
import dev.handoff.json.Json;
import dev.handoff.json.stream.EventStream;
import dev.handoff.log.TextHeader;
import dev.handoff.trace.TraceContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the events of one writer as records of the status topic. Headers that are the same in
 * every record are encoded once. Thread-safe.
 */
public final class EventEncoder {

  private static final Header SPEC_VERSION = TextHeader.of("ce_specversion", "1.0");
  private static final Header JSON = TextHeader.of("content-type", "application/json");
  private static final Map<Class<?>, Header> TYPES =
      EventCodec.eventClasses(JobEvent.class)
          .collect(
              Collectors.toUnmodifiableMap(
                  event -> event,
                  event -> TextHeader.of(EventCodec.TYPE, EventCodec.typeOf(event))));

  private final String topic;
  private final Header source;

  // An id needs to be unique within its source only, and each encoder has a prefix of its own.
  private final String idPrefix = RandomBits.shared().uuid() + "-";
  private final AtomicLong ids = new AtomicLong();

  /**
   * @param source the writer, as a path of names
   */
  public EventEncoder(String topic, String source) {
    this.topic = topic;
    this.source = TextHeader.of("ce_source", asUri(source));
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
   * @param lane the job's lane; null if the writer does not know it
   */
  public ProducerRecord<String, byte[]> encode(JobId job, @Nullable String lane, JobEvent event) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            topic, job.partition(), timestamp(job, event), job.text(), json(event));
    Headers headers = record.headers();
    headers.add(SPEC_VERSION).add(source).add(JSON);
    TextHeader.put(headers, "ce_id", idPrefix + ids.incrementAndGet());
    TextHeader.put(headers, "ce_time", InstantText.format(event.at()));
    TextHeader.put(headers, "ce_subject", job.text());
    if (lane != null) {
      TextHeader.put(headers, EventCodec.LANE, lane);
    }
    if (event instanceof JobEvent.Submitted submitted && submitted.traceparent() != null) {
      TextHeader.put(headers, TraceContext.HEADER, submitted.traceparent());
    }
    putClaim(headers, event);
    // The last one, because Kafka looks for a header from the end.
    headers.add(Objects.requireNonNull(TYPES.get(event.getClass())));
    return record;
  }

  private static byte[] json(JobEvent event) {
    byte[] usual = EventStream.write(event);
    return usual == null ? Json.tolerant().write(event) : usual;
  }

  /** The lease only of the two events that are most of a log, for readers that parse no value. */
  private static void putClaim(Headers headers, JobEvent event) {
    if (event instanceof JobEvent.Enqueued enqueued) {
      TextHeader.put(headers, EventCodec.ATTEMPT, String.valueOf(enqueued.attempt()));
    }
    if (event instanceof OfAttempt ofAttempt) {
      TextHeader.put(headers, EventCodec.ATTEMPT, String.valueOf(ofAttempt.attempt()));
      boolean isNamed = event instanceof JobEvent.Started || event instanceof JobEvent.Completed;
      if (isNamed && ofAttempt.lease() != null) {
        TextHeader.put(headers, EventCodec.LEASE, ofAttempt.lease());
      }
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
}
