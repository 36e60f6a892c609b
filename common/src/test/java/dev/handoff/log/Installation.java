package dev.handoff.log;

import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** Topics of one test (or class) on the shared broker. */
final class Installation {

  static final TopicSettings TOPICS = new TopicSettings(4, Duration.ofDays(7));

  private Installation() {}

  static KafkaSettings settings(TestBroker broker) {
    return new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
  }

  static KafkaSettings setUp(TestBroker broker, String... lanes) {
    KafkaSettings settings = settings(broker);
    try (Admin admin = settings.admin()) {
      new TopicSetup(admin, settings.topics(), TOPICS).ensure(Set.of(lanes));
    }
    return settings;
  }
}
