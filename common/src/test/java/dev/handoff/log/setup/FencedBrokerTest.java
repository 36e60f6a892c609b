package dev.handoff.log.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.server.policy.CreateTopicPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FencedBrokerTest {

  @TempDir private Path folder;

  @Test
  void setupWaitsForABrokerThatIsFencedForAMoment() throws Exception {
    FencedForAMoment.REFUSALS.set(3);
    LocalBrokerSettings settings =
        LocalBrokerSettings.inFolder(folder)
            .withOverrides(
                Map.of("create.topic.policy.class.name", FencedForAMoment.class.getName()));
    try (LocalBroker broker = LocalBroker.start(settings)) {
      KafkaSettings kafka = new KafkaSettings(broker.clientProperties(), Topics.DEFAULT);
      try (Admin admin = kafka.admin()) {

        new TopicSetup(admin, kafka.topics(), TopicSettings.DEFAULT).ensure(Set.of("standard"));

        assertThat(admin.listTopics().names().get()).contains(kafka.topics().status());
        assertThat(FencedForAMoment.REFUSALS).hasNegativeValue();
      }
    }
  }

  /** Refuses as a controller does all of whose brokers are fenced. */
  public static final class FencedForAMoment implements CreateTopicPolicy {

    private static final AtomicInteger REFUSALS = new AtomicInteger();

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void validate(RequestMetadata request) {
      if (REFUSALS.getAndDecrement() > 0) {
        throw new InvalidReplicationFactorException(
            "Unable to replicate the partition 1 time(s): All brokers are currently fenced.");
      }
    }

    @Override
    public void close() {}
  }
}
