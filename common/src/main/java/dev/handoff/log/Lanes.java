package dev.handoff.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;

/** The only writer of briefs. Thread-safe. */
public final class Lanes {

  private final KafkaSettings settings;
  private final RecordWriter writer;

  /**
   * @param writer stays the caller's to close
   */
  public Lanes(KafkaSettings settings, RecordWriter writer) {
    this.settings = settings;
    this.writer = writer;
  }

  /**
   * The record's offset in the lane once it is on all in-sync replicas. The lane must exist: the
   * first append to one that does not blocks for 30 s.
   */
  public CompletableFuture<Long> append(String lane, LaneRecord record) {
    return writer.appendSigned(LaneCodec.encode(settings.topics().tasks(lane), record));
  }

  /** Makes later appends to the lane quick: asks for its metadata now. */
  public void prepare(String lane) {
    writer.partitions(settings.topics().tasks(lane));
  }

  /** The lanes that exist, sorted. */
  public CompletableFuture<List<String>> names(Admin admin) {
    String prefix = settings.topics().tasksPrefix();
    return admin
        .listTopics()
        .names()
        .thenApply(
            topics ->
                topics.stream()
                    .filter(topic -> topic.startsWith(prefix))
                    .map(topic -> topic.substring(prefix.length()))
                    .sorted()
                    .toList())
        .toCompletionStage()
        .toCompletableFuture();
  }
}
