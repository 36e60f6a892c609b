package dev.handoff.log.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.log.EmptyPlace;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSetup.TopicSetupException;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class TopicSetupBrokerTest {

  private static final String THREE_DAYS = String.valueOf(Duration.ofDays(3).toMillis());

  private final EmptyPlace place;
  private final Topics topics;
  private final Admin admin;
  private final TopicSetup setup;

  TopicSetupBrokerTest(TestBroker broker) {
    place = EmptyPlace.on(broker);
    topics = place.topics();
    admin = place.admin();
    setup = new TopicSetup(admin, topics, EmptyPlace.WANTED);
  }

  @AfterEach
  void close() {
    place.close();
  }

  @Test
  void createsEveryTopic() throws Exception {
    setup.ensure(Set.of("quick", "gpu"));

    assertThat(partitions())
        .isEqualTo(
            Map.of(
                topics.status(), 3,
                topics.artifacts(), 3,
                topics.keys(), 3,
                topics.workers(), 1,
                topics.control(), 1,
                topics.seats(), 2,
                topics.dead(), 1,
                topics.tasks("quick"), 1,
                topics.tasks("gpu"), 1));
    assertThat(config(topics.status()))
        .containsEntry("retention.ms", THREE_DAYS)
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("message.timestamp.type", "CreateTime")
        .containsEntry("message.timestamp.after.max.ms", "60000")
        .containsEntry("message.timestamp.before.max.ms", "172800000")
        .containsEntry("min.insync.replicas", "1");
    assertThat(config(topics.workers())).containsEntry("retention.ms", "3600000");
  }

  @Test
  void letsEveryLanesGroupBeginAtTheEarliestRecord() throws Exception {
    setup.ensure(Set.of("quick", "gpu"));

    assertThat(offsetReset("quick")).isEqualTo("earliest");
    assertThat(offsetReset("gpu")).isEqualTo("earliest");
    assertThat(offsetReset("another")).isNotEqualTo("earliest");
  }

  @Test
  void aSecondRunChangesNothing() throws Exception {
    setup.ensure(Set.of("quick"));
    Map<String, Integer> before = partitions();
    Map<String, String> configBefore = config(topics.status());

    setup.ensure(Set.of("quick"));

    assertThat(partitions()).isEqualTo(before);
    assertThat(config(topics.status())).isEqualTo(configBefore);
  }

  @Test
  void addsALaneToWhatIsThere() throws Exception {
    setup.ensure(Set.of("quick"));

    setup.ensure(Set.of("quick", "gpu"));

    assertThat(partitions()).containsKey(topics.tasks("gpu"));
  }

  @Test
  void namesEveryMismatchAndChangesNoExistingTopic() throws Exception {
    place.create(
        topics.status(), 2, Map.of("retention.ms", "1000", "message.timestamp.after.max.ms", "5"));

    assertThatExceptionOfType(TopicSetupException.class)
        .isThrownBy(() -> setup.ensure(Set.of("quick")))
        .satisfies(
            e ->
                assertThat(e.mismatches())
                    .contains(
                        topics.status() + ": partitions must be at least 3, got: 2",
                        topics.status() + ": retention.ms must be " + THREE_DAYS + ", got: 1000",
                        topics.status() + ": message.timestamp.after.max.ms must be 60000, got: 5")
                    .allSatisfy(line -> assertThat(line).startsWith(topics.status() + ": ")))
        .withMessageContaining("retention.ms must be " + THREE_DAYS);
    assertThat(partitions()).containsEntry(topics.status(), 2);
    assertThat(config(topics.status())).containsEntry("retention.ms", "1000");
  }

  @Test
  void acceptsMorePartitionsThanWanted() throws Exception {
    new TopicSetup(admin, topics, new TopicSettings(5, EmptyPlace.WANTED.retention()))
        .ensure(Set.of());

    setup.ensure(Set.of());

    assertThat(partitions()).containsEntry(topics.status(), 5);
  }

  @Test
  void severalAtOnceEachFindItReady() throws Exception {
    List<CompletableFuture<Void>> setups = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      setups.add(CompletableFuture.runAsync(() -> setup.ensure(Set.of("quick", "gpu"))));
    }

    for (CompletableFuture<Void> one : setups) {
      one.get(30, TimeUnit.SECONDS);
    }
    assertThat(partitions()).hasSize(9);
  }

  @Test
  void twoInstallationsOnOneClusterDoNotMeet(TestBroker other) throws Exception {
    Topics otherTopics = new Topics(other.topicPrefix());
    setup.ensure(Set.of("quick"));

    new TopicSetup(admin, otherTopics, new TopicSettings(1, Duration.ofDays(2)))
        .ensure(Set.of("quick"));

    assertThat(config(topics.status())).containsEntry("retention.ms", THREE_DAYS);
    assertThat(partitions()).containsEntry(topics.status(), 3).hasSize(8);
  }

  private Map<String, Integer> partitions() throws Exception {
    List<String> names =
        admin.listTopics().names().get(30, TimeUnit.SECONDS).stream()
            .filter(name -> name.startsWith(topics.prefix() + "."))
            .toList();
    Map<String, TopicDescription> found =
        admin.describeTopics(names).allTopicNames().get(30, TimeUnit.SECONDS);
    return found.values().stream()
        .collect(Collectors.toMap(TopicDescription::name, topic -> topic.partitions().size()));
  }

  private Map<String, String> config(String topic) throws Exception {
    return values(new ConfigResource(ConfigResource.Type.TOPIC, topic));
  }

  private String offsetReset(String lane) throws Exception {
    return values(new ConfigResource(ConfigResource.Type.GROUP, topics.laneGroup(lane)))
        .get("share.auto.offset.reset");
  }

  private Map<String, String> values(ConfigResource resource) throws Exception {
    Config config =
        admin.describeConfigs(List.of(resource)).all().get(30, TimeUnit.SECONDS).get(resource);
    Map<String, String> values = new TreeMap<>();
    for (ConfigEntry entry : config.entries()) {
      values.put(entry.name(), entry.value());
    }
    return values;
  }
}
