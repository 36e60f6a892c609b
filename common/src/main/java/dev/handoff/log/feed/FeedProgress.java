package dev.handoff.log.feed;

import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Feels whether the log moves: the broker answers, and a feed keeps up with what it has. Only while
 * it does is a worker's silence the worker's. Used by one thread.
 */
public final class FeedProgress implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final LogFeed feed;
  private final Consumer<String, byte[]> consumer;
  private final FeedLag<TopicPartition> lag = new FeedLag<>();

  public FeedProgress(KafkaSettings settings, LogFeed feed) {
    this.feed = feed;
    this.consumer = settings.readConsumer();
  }

  /**
   * Whether the log answers now, and the feed has told what stood on it at the last feel. Of a
   * partition that the feed does not read yet it knows no job, and so counts nobody's silence.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer within a second
   */
  public boolean isCurrent() {
    Set<TopicPartition> partitions = feed.partitions();
    if (partitions.isEmpty()) {
      return false; // it has not begun to read
    }
    return lag.keepsUp(consumer.endOffsets(partitions, PATIENCE), feed::hasReached);
  }

  @Override
  public void close() {
    KafkaSettings.closeAtOnce(consumer);
  }
}
