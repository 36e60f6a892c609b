package dev.handoff.log;

import dev.handoff.log.setup.TopicSettings;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/** Where an installation is to be made, and what its topics are to be like. */
public record EmptyPlace(Topics topics, Admin admin) implements AutoCloseable {

  public static final TopicSettings WANTED = new TopicSettings(3, Duration.ofDays(3));

  public static EmptyPlace on(TestBroker broker) {
    KafkaSettings settings = Installation.settings(broker);
    return new EmptyPlace(settings.topics(), settings.admin());
  }

  /** A topic that was there before, made by somebody else. */
  public void create(String name, int partitions, Map<String, String> configs) throws Exception {
    NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(configs);
    admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    // The controller has it, and tells the broker, which answers whoever asks what is there.
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> settings(name).entrySet().containsAll(configs.entrySet()));
  }

  private Map<String, String> settings(String topic) throws Exception {
    admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  @Override
  public void close() {
    admin.close();
  }
}
