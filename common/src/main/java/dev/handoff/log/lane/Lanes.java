package dev.handoff.log.lane;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Appends briefs to lanes; the only writer of them. Thread-safe. */
public final class Lanes {

  /** How many unknown lanes are looked up at once; further ones wait. */
  private static final int LOOKUPS = 8;

  private final KafkaSettings settings;
  private final RecordWriter writer;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor lookups =
      new ThreadPoolExecutor(
          LOOKUPS, LOOKUPS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Lanes::thread);

  /**
   * @param writer stays the caller's to close
   */
  public Lanes(KafkaSettings settings, RecordWriter writer) {
    this.settings = settings;
    this.writer = writer;
    lookups.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "lane-lookup");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Completes with the record's offset in the lane once it is on all in-sync replicas; fails after
   * 30 s if there is no such lane. Never blocks the caller, unlike a producer, which blocks until
   * it knows the topic.
   */
  public CompletableFuture<Long> append(String lane, LaneRecord record) {
    return publish(lane, LaneCodec.encode(settings.topics().tasks(lane), record));
  }

  /**
   * The same for a brief that is written already.
   *
   * @param json as {@link LaneCodec#json} writes the record's brief
   */
  public CompletableFuture<Long> append(String lane, LaneRecord record, byte[] json) {
    return publish(lane, LaneCodec.encode(settings.topics().tasks(lane), record, json));
  }

  private CompletableFuture<Long> publish(String lane, ProducerRecord<String, byte[]> record) {
    if (known.contains(lane)) {
      return append(lane, record);
    }
    return CompletableFuture.runAsync(() -> prepare(lane), lookups)
        .thenCompose(there -> append(lane, record));
  }

  private CompletableFuture<Long> append(String lane, ProducerRecord<String, byte[]> record) {
    return writer
        .appendSigned(record)
        .whenComplete(
            (offset, failure) -> {
              if (failure != null) {
                known.remove(lane); // it may have been deleted
              }
            });
  }

  /** Fetches the lane's metadata now, so that later appends are quick. Blocks for 30 s at most. */
  public void prepare(String lane) {
    writer.partitions(settings.topics().tasks(lane));
    known.add(lane);
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
