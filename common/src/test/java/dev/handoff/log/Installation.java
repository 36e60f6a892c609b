package dev.handoff.log;

import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** Topics of one test (or class) on the shared broker. */
public final class Installation {

  public static final TopicSettings TOPICS = new TopicSettings(4, Duration.ofDays(7));

  private Installation() {}

  public static KafkaSettings settings(TestBroker broker) {
    return new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
  }

  public static KafkaSettings setUp(TestBroker broker, String... lanes) {
    KafkaSettings settings = settings(broker);
    try (Admin admin = settings.admin()) {
      new TopicSetup(admin, settings.topics(), TOPICS).ensure(Set.of(lanes));
    }
    return settings;
  }
}
