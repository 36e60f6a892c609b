package dev.handoff.log.artifact;

import dev.handoff.job.JobId;
import dev.handoff.log.TextHeader;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a part of a file as a record of the artifacts topic: the bytes as the value, the rest in
 * headers.
 */
final class ChunkCodec {

  static final String NAME = "name";
  static final String ATTEMPT = "attempt";
  static final String LEASE = "lease";

  private ChunkCodec() {}

  /** Which file of which attempt, and where its chunks go. */
  record Place(String topic, int partition, JobId job, int attempt, String lease, String name) {}

  static ProducerRecord<String, byte[]> encode(Place place, byte[] chunk) {
    long timestamp = Math.max(place.job.submittedAt().toEpochMilli(), System.currentTimeMillis());
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(place.topic, place.partition, timestamp, place.job.text(), chunk);
    Headers headers = record.headers();
    TextHeader.put(headers, NAME, place.name);
    TextHeader.put(headers, ATTEMPT, String.valueOf(place.attempt));
    TextHeader.put(headers, LEASE, place.lease);
    return record;
  }

  /** Whether the record is a chunk of that file. The topic may contain other records. */
  static boolean isOf(JobId job, String name, ConsumerRecord<String, byte[]> record) {
    return job.text().equals(record.key())
        && name.equals(TextHeader.get(record.headers(), NAME))
        && record.value() != null;
  }

  static @Nullable String lease(ConsumerRecord<String, byte[]> record) {
    return TextHeader.get(record.headers(), LEASE);
  }

  /** The attempt is 0 if the record does not name one. */
  static ArtifactChunk chunk(ConsumerRecord<String, byte[]> record) {
    String attempt = TextHeader.get(record.headers(), ATTEMPT);
    return new ArtifactChunk(
        attempt != null && attempt.matches("[0-9]{1,9}") ? Integer.parseInt(attempt) : 0,
        Instant.ofEpochMilli(record.timestamp()),
        record.value(),
        record.offset());
  }
}
