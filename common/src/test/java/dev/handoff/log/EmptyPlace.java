package dev.handoff.log;

import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Where an installation is to be made, and what its topics are to be like. */
record EmptyPlace(Topics topics, Admin admin) implements AutoCloseable {

  static final TopicSettings WANTED = new TopicSettings(3, Duration.ofDays(3));

  static EmptyPlace on(TestBroker broker) {
    KafkaSettings settings = Installation.settings(broker);
    return new EmptyPlace(settings.topics(), settings.admin());
  }

  /** A topic that was there before, made by somebody else. */
  void create(String name, int partitions, Map<String, String> configs) throws Exception {
    NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(configs);
    admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    admin.close();
  }
}
