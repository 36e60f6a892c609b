package dev.handoff.log;

import dev.handoff.json.Json;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Beats lie apart from events: a look-up reads what happened, not who breathed. Thread-safe. */
public final class BeatLog {

  private final RecordWriter writer;
  private final String topic;

  /**
   * @param writer stays the caller's to close; not one that also carries logs, behind which a beat
   *     would queue
   */
  public BeatLog(KafkaSettings settings, RecordWriter writer) {
    this.writer = writer;
    this.topic = settings.topics().workers();
  }

  /** Done once the beat is on all in-sync replicas. */
  public CompletableFuture<Long> append(WorkerBeat beat) {
    byte[] value = Json.tolerant().write(beat);
    return writer.append(new ProducerRecord<>(topic, 0, beat.worker(), value));
  }
}
