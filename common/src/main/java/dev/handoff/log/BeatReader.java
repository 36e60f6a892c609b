package dev.handoff.log;

import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes beats of the records of the workers topic. Where signatures count, only those of workers'
 * keys, and none that was heard before: an old beat would keep the leases of a dead worker. One
 * thread's.
 */
final class BeatReader {

  /** Grows from beat to beat of a worker, over its restarts too. */
  static final String SEQUENCE = "sequence";

  private static final Logger LOG = LoggerFactory.getLogger(BeatReader.class);

  private final Signatures signatures;
  private final Map<String, Long> newest = new HashMap<>();

  BeatReader(KafkaSettings settings) {
    this.signatures = settings.signatures();
  }

  /** Empty, and told in the log, for what is no beat that counts. */
  Optional<WorkerBeat> read(ConsumerRecord<String, byte[]> record) {
    if (!isGenuine(record) || isOld(record)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.tolerant().read(record.value(), WorkerBeat.class));
    } catch (InvalidJsonException | NullPointerException e) {
      LOG.warn("Skipped an unreadable beat at offset {}: {}", record.offset(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether a worker has written it, at whatever time. */
  boolean isGenuine(ConsumerRecord<String, byte[]> record) {
    return signatures.counts(record, key -> key.role() == Role.WORKER);
  }

  private boolean isOld(ConsumerRecord<String, byte[]> record) {
    String text = EventCodec.text(record.headers(), SEQUENCE);
    if (!signatures.isTrusting() || text == null || !text.matches("[0-9]{1,18}")) {
      return false;
    }
    long sequence = Long.parseLong(text);
    Long before = newest.get(record.key());
    if (before != null && sequence <= before) {
      return signatures.refuses(record, Distrust.REPLAYED);
    }
    newest.put(record.key(), sequence);
    return false;
  }
}
