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
 * Decodes heartbeats from the workers topic. If signatures are verified, it accepts only those with
 * a worker's key, and no copies: a replayed heartbeat would keep the leases of a dead worker. A
 * heartbeat is a copy if the worker has written a later one. A reader that began after the worker's
 * death has not seen the later one, so the worker must also prove that it has seen something newer
 * than the reader's beginning: the offset of an earlier heartbeat, which only the broker's answer
 * contains. Used by one thread.
 */
public final class BeatReader {

  /** Grows with each heartbeat of a worker, also across its restarts. */
  static final String SEQUENCE = "sequence";

  /** The offset of the worker's newest acknowledged heartbeat; {@code -1} if there is none. */
  static final String ACKNOWLEDGED = "acknowledged";

  /**
   * How long a worker counts as alive without that proof: enough for several heartbeats and their
   * answers.
   */
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
   * Requires each worker to prove from here on that it is alive.
   *
   * @param offset of the first heartbeat that this reader will receive
   */
  public void beginAt(long offset) {
    beginning = offset;
    proven.clear();
    unprovenSince.clear();
  }

  /** Decodes a heartbeat. Logs a record that does not count, and returns empty. */
  public Optional<WorkerBeat> read(ConsumerRecord<String, byte[]> record) {
    if (!isGenuine(record) || isOld(record)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.tolerant().read(record.value(), WorkerBeat.class));
    } catch (InvalidJsonException e) {
      LOG.warn("Skipped an unreadable heartbeat at offset {}: {}", record.offset(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether a worker wrote the record, at any time. */
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

  /**
   * Whether the worker may be alive. Once it has proved so, copies of its earlier heartbeats are
   * recognized.
   */
  private boolean mayLive(ConsumerRecord<String, byte[]> record) {
    boolean isOfOlderBuild = record.headers().lastHeader(ACKNOWLEDGED) == null;
    if (beginning == NONE || isOfOlderBuild || proven.contains(record.key())) {
      return true;
    }
    beginning = Math.min(beginning, record.offset()); // lower if the topic was created anew
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
