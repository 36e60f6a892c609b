package dev.handoff.log;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Feels whether the log moves: the broker answers, and a feed keeps up with what it has. Only while
 * it does is a worker's silence the worker's. Used by one thread.
 */
public final class LogPulse implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Topics topics;
  private final LogFeed feed;
  private final Consumer<String, byte[]> consumer;

  private List<TopicPartition> partitions = List.of();
  private final FeedLag<TopicPartition> lag = new FeedLag<>();

  public LogPulse(KafkaSettings settings, LogFeed feed) {
    this.topics = settings.topics();
    this.feed = feed;
    this.consumer = settings.readConsumer();
  }

  /**
   * Whether the log answers now, and the feed has told what stood on it at the last feel.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer within a second
   */
  public boolean feel() {
    if (partitions.isEmpty()) {
      partitions = allPartitions();
      if (partitions.isEmpty()) {
        return false;
      }
    }
    return lag.keepsUp(consumer.endOffsets(partitions, PATIENCE), feed::hasReached);
  }

  private List<TopicPartition> allPartitions() {
    List<PartitionInfo> status = consumer.partitionsFor(topics.status(), PATIENCE);
    if (status == null || status.isEmpty()) {
      return List.of(); // not known to this broker yet: asked for again
    }
    List<TopicPartition> all = new java.util.ArrayList<>();
    status.forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
    all.add(new TopicPartition(topics.workers(), 0));
    return all;
  }

  @Override
  public void close() {
    KafkaSettings.closeAtOnce(consumer);
  }
}
