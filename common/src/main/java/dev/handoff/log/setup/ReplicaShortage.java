package dev.handoff.log.setup;

import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Finds topics that cannot be written because too few of their replicas are in sync. A writer does
 * not see that reason: its client retries until the timeout.
 */
public final class ReplicaShortage {

  private static final String MIN_IN_SYNC = "min.insync.replicas";

  private final KafkaSettings settings;

  public ReplicaShortage(KafkaSettings settings) {
    this.settings = settings;
  }

  /** One line for each topic; empty if the broker does not answer in time. Blocks. */
  public List<String> of(Collection<String> topics, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Admin admin = settings.admin();
    try {
      List<ConfigResource> resources = topics.stream().map(ReplicaShortage::resource).toList();
      KafkaFuture<Map<String, TopicDescription>> found =
          admin.describeTopics(topics).allTopicNames();
      KafkaFuture<Map<ConfigResource, Config>> configs = admin.describeConfigs(resources).all();
      Map<ConfigResource, Config> settled = inTime(configs, deadline);
      return inTime(found, deadline).values().stream()
          .map(topic -> shortage(topic, Answers.about(resource(topic.name()), settled)))
          .filter(text -> !text.isEmpty())
          .sorted()
          .toList();
    } catch (ExecutionException | TimeoutException e) {
      return List.of(); // the caller already reports its own timeout
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private static <T> T inTime(KafkaFuture<T> future, long deadline)
      throws ExecutionException, TimeoutException {
    try {
      return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /**
   * Describes the partition with the fewest. A broker requires at most as many replicas as exist.
   */
  private static String shortage(TopicDescription topic, Config config) {
    int replicas = topic.partitions().get(0).replicas().size();
    int needed = Math.min(replicas, Integer.parseInt(config.get(MIN_IN_SYNC).value()));
    int least =
        topic.partitions().stream().mapToInt(partition -> partition.isr().size()).min().orElse(0);
    return least >= needed
        ? ""
        : "%s needs %d replicas in sync (%s) and has %d"
            .formatted(topic.name(), needed, MIN_IN_SYNC, least);
  }
}
