package dev.handoff.log.presence;

import dev.handoff.json.Json;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.TextHeader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Appends heartbeats. They have their own topic so that look-ups of jobs never read them.
 * Thread-safe.
 */
public final class BeatLog {

  private final RecordWriter writer;
  private final String topic;

  /**
   * Begins at the clock's time, so that it keeps growing across restarts, and never falls if the
   * clock does.
   */
  private final AtomicLong sequence = new AtomicLong();

  private final AtomicLong acknowledged = new AtomicLong(-1);

  /**
   * @param writer stays the caller's to close; not one that also writes logs, because a heartbeat
   *     would queue behind them
   */
  public BeatLog(KafkaSettings settings, RecordWriter writer) {
    this.writer = writer;
    this.topic = settings.topics().workers();
  }

  /** Completes once the heartbeat is on all in-sync replicas. */
  public CompletableFuture<Long> append(WorkerBeat beat) {
    byte[] value = Json.tolerant().write(beat);
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, 0, beat.worker(), value);
    long next = sequence.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
    TextHeader.put(record.headers(), BeatReader.SEQUENCE, String.valueOf(next));
    TextHeader.put(record.headers(), BeatReader.ACKNOWLEDGED, String.valueOf(acknowledged.get()));
    return writer
        .appendSigned(record)
        .whenComplete(
            (offset, failure) -> {
              if (failure == null) {
                acknowledged.set(offset);
              }
            });
  }
}
