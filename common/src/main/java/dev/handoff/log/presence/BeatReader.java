package dev.handoff.log.presence;

import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Signatures;
import dev.handoff.log.TextHeader;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes beats of the records of the workers topic. Where signatures count, only those of workers'
 * keys, and no copies: an old beat would keep the leases of a dead worker. A beat is a copy if the
 * worker has written a later one. A reader that began after the worker's death has not seen that
 * one; so it also wants to see that a worker has read something newer than the reader's beginning:
 * the offset of an earlier beat, which only the broker's answer can have told. One thread's.
 */
public final class BeatReader {

  /** Grows from beat to beat of a worker, over its restarts too. */
  static final String SEQUENCE = "sequence";

  /** The offset of the worker's newest beat of which it knows one; {@code -1} if of none. */
  static final String ACKNOWLEDGED = "acknowledged";

  /** How long a worker counts as alive without that proof: several beats and their answers. */
  static final Duration PROVEN_WITHIN = Duration.ofSeconds(10);

  private static final long NONE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(BeatReader.class);

  private final Signatures signatures;
  private final LongSupplier nanoTime;
  private final Map<String, Long> newest = new HashMap<>();
  private final Set<String> proven = new HashSet<>();
  private final Map<String, Long> unprovenSince = new HashMap<>();
  private long beginning = NONE;

  public BeatReader(KafkaSettings settings) {
    this(settings, System::nanoTime);
  }

  /**
   * @param nanoTime a monotonic clock
   */
  public BeatReader(KafkaSettings settings, LongSupplier nanoTime) {
    this.signatures = settings.signatures();
    this.nanoTime = nanoTime;
  }

  /**
   * From here on each worker must prove that it lives now.
   *
   * @param offset of the first beat that this reader will be given
   */
  public void beginAt(long offset) {
    beginning = offset;
    proven.clear();
    unprovenSince.clear();
  }

  /** Empty, and told in the log, for what is no beat that counts. */
  public Optional<WorkerBeat> read(ConsumerRecord<String, byte[]> record) {
    if (!isGenuine(record) || isOld(record)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.tolerant().read(record.value(), WorkerBeat.class));
    } catch (InvalidJsonException e) {
      LOG.warn("Skipped an unreadable beat at offset {}: {}", record.offset(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether a worker has written it, at whatever time. */
  boolean isGenuine(ConsumerRecord<String, byte[]> record) {
    return signatures.counts(record, key -> key.role() == Role.WORKER);
  }

  private boolean isOld(ConsumerRecord<String, byte[]> record) {
    long sequence = number(record, SEQUENCE);
    if (!signatures.isTrusting() || sequence == NONE) {
      return false;
    }
    Long before = newest.get(record.key());
    if (before != null && sequence <= before || !mayLive(record)) {
      return signatures.refuses(record, Distrust.REPLAYED);
    }
    newest.put(record.key(), sequence);
    return false;
  }

  /** Once a worker has proved it, all copies of what it wrote before that are known as such. */
  private boolean mayLive(ConsumerRecord<String, byte[]> record) {
    boolean isOfOlderBuild = record.headers().lastHeader(ACKNOWLEDGED) == null;
    if (beginning == NONE || isOfOlderBuild || proven.contains(record.key())) {
      return true;
    }
    beginning = Math.min(beginning, record.offset()); // less if the topic was made anew
    long acknowledged = number(record, ACKNOWLEDGED);
    if (acknowledged >= beginning && acknowledged < record.offset()) {
      return proven.add(record.key());
    }
    long now = nanoTime.getAsLong();
    long since = unprovenSince.computeIfAbsent(record.key(), worker -> now);
    return now - since < PROVEN_WITHIN.toNanos();
  }

  private static long number(ConsumerRecord<String, byte[]> record, String header) {
    String text = TextHeader.get(record.headers(), header);
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : NONE;
  }
}
