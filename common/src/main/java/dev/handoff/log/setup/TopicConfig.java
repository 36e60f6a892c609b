package dev.handoff.log.setup;

import dev.handoff.log.Answers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of some topics, which one request asks for. */
public final class TopicConfig {

  private static final Logger LOG = LoggerFactory.getLogger(TopicConfig.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<ConfigResource, KafkaFuture<Config>> answers;

  private TopicConfig(Map<ConfigResource, KafkaFuture<Config>> answers) {
    this.answers = answers;
  }

  /** Sends the request. */
  public static TopicConfig of(Admin admin, String... topics) {
    List<ConfigResource> resources = List.of(topics).stream().map(TopicConfig::resource).toList();
    return new TopicConfig(admin.describeConfigs(resources).values());
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /**
   * The value of a setting that is a number. Empty if this user may not read it, or nobody answers
   * within ten seconds. Blocks.
   *
   * @param topic one of those that were asked for
   */
  public OptionalLong number(String topic, String setting) {
    try {
      ConfigEntry entry =
          Answers.about(resource(topic), answers)
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .get(setting);
      return entry == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(entry.value()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | NumberFormatException e) {
      LOG.debug("Cannot read {} of {}", setting, topic, e);
    }
    return OptionalLong.empty();
  }
}
