package dev.handoff.log.feed;

import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Checks that the broker answers and that a feed keeps up with it. While it does not, a missed
 * heartbeat may be our own lag and proves nothing about a worker. Used by one thread.
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
   * Whether the log answers now, and the feed has reported everything that was on it at the last
   * check. Partitions that the feed does not read yet do not matter: it knows no job of them.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer within a second
   */
  public boolean isCurrent() {
    Set<TopicPartition> partitions = feed.partitions();
    if (partitions.isEmpty()) {
      return false; // the feed has not begun to read
    }
    return lag.keepsUp(consumer.endOffsets(partitions, PATIENCE), feed::hasReached);
  }

  @Override
  public void close() {
    KafkaSettings.closeAtOnce(consumer);
  }
}
