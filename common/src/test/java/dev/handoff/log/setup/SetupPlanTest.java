package dev.handoff.log.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.handoff.log.Topics;
import dev.handoff.log.setup.ClusterFacts.Presence;
import dev.handoff.log.setup.SetupStep.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SetupPlanTest {

  private static final Topics TOPICS = Topics.DEFAULT;
  private static final String STATUS = TOPICS.status();
  private static final String GROUP = TOPICS.laneGroup("quick");

  private final SetupPlan plan =
      new SetupPlan(TOPICS, new TopicSettings(4, Duration.ofDays(7)), Set.of("quick"));
  private final Map<String, ClusterFacts.Topic> topics = new HashMap<>();
  private final Map<String, String> resets = new HashMap<>(Map.of(GROUP, "earliest"));

  SetupPlanTest() {
    plan.wanted().values().forEach(want -> topics.put(want.name(), asWanted(want.name(), 3)));
  }

  @Test
  void whatIsRightIsToldOnceForEachTopicAndGroup() {
    assertThat(steps()).extracting(SetupStep::kind).containsOnly(Kind.RIGHT).hasSize(9);
    assertThat(steps()).extracting(SetupStep::subject).contains(STATUS, "group " + GROUP);
  }

  @Test
  void aMissingTopicIsToBeMade() {
    topics.put(STATUS, ClusterFacts.Topic.MISSING);

    assertThat(wrong()).containsExactly(new SetupStep(Kind.MAKE, STATUS, null, "there", "nothing"));
  }

  @Test
  void everySettingThatIsOtherwiseIsToBeChanged() {
    change(STATUS, Map.of("retention.ms", "1000", "cleanup.policy", "compact"));

    assertThat(wrong())
        .extracting(SetupStep::text)
        .containsExactly(
            STATUS + ": cleanup.policy must be delete, got: compact",
            STATUS + ": retention.ms must be 604800000, got: 1000");
    assertThat(wrong()).extracting(SetupStep::kind).containsOnly(Kind.CHANGE);
  }

  @Test
  void aReplicatedTopicNeedsTwoReplicasInSync() {
    change(STATUS, Map.of("min.insync.replicas", "1"));

    assertThat(wrong())
        .containsExactly(new SetupStep(Kind.CHANGE, STATUS, "min.insync.replicas", "2", "1"));
  }

  @Test
  void fewerPartitionsCannotBeMendedAndMoreAreRight() {
    topics.put(STATUS, new ClusterFacts.Topic(Presence.THERE, 3, 3, configs(STATUS)));
    topics.put(TOPICS.keys(), new ClusterFacts.Topic(Presence.THERE, 5, 3, configs(STATUS)));

    assertThat(wrong())
        .containsExactly(new SetupStep(Kind.CANNOT, STATUS, "partitions", "at least 4", "3"));
  }

  @Test
  void aWorkerOfAClusterAlsoServesTheTopicsOfALocalDefault() {
    Map<String, ClusterFacts.Topic> local = new HashMap<>();
    TopicSettings.LOCAL
        .wanted(TOPICS, Set.of())
        .forEach((name, want) -> local.put(name, ofLocal(want)));

    List<SetupStep> steps =
        new SetupPlan(TOPICS, TopicSettings.DEFAULT, Set.of())
            .steps(new ClusterFacts(1, 1, 1, local, Map.of()));

    assertThat(steps).extracting(SetupStep::kind).doesNotContain(Kind.CANNOT, Kind.CHANGE);
  }

  private static ClusterFacts.Topic ofLocal(TopicSettings.Wanted want) {
    return new ClusterFacts.Topic(Presence.THERE, want.partitions(), 1, want.configs());
  }

  @Test
  void oneReplicaIsWeakOnlyWhereThereCouldBeThree() {
    topics.put(STATUS, asWanted(STATUS, 1));

    assertThat(wrong(3)).extracting(SetupStep::kind).containsExactly(Kind.WEAK);
    assertThat(wrong(1)).isEmpty();
  }

  @Test
  void whatThisUserMayNotSeeIsToldAsThat() {
    topics.put(STATUS, ClusterFacts.Topic.HIDDEN);
    topics.put(TOPICS.keys(), new ClusterFacts.Topic(Presence.THERE, 4, 3, null));
    resets.put(GROUP, null);

    assertThat(wrong())
        .extracting(SetupStep::subject, SetupStep::kind)
        .containsExactlyInAnyOrder(
            tuple(STATUS, Kind.HIDDEN),
            tuple(TOPICS.keys(), Kind.UNSEEN),
            tuple("group " + GROUP, Kind.UNSEEN));
    assertThat(wrong()).extracting(SetupStep::text).allMatch(text -> text.contains("Describe"));
  }

  @Test
  void aGroupThatBeginsElsewhereIsToBeSet() {
    resets.put(GROUP, "latest");

    assertThat(wrong())
        .containsExactly(
            new SetupStep(
                Kind.SET, "group " + GROUP, "share.auto.offset.reset", "earliest", "latest"));
  }

  @Test
  void withoutShareGroupsNothingElseIsSaid() {
    topics.put(STATUS, ClusterFacts.Topic.MISSING);

    List<SetupStep> off = plan.steps(new ClusterFacts(0, 1, 3, topics, Map.of()));
    List<SetupStep> old = plan.steps(new ClusterFacts(0, 0, 3, topics, Map.of()));

    assertThat(off)
        .singleElement()
        .extracting(SetupStep::text)
        .asString()
        .contains("got: 0", "kafka-features");
    assertThat(old)
        .singleElement()
        .extracting(SetupStep::text)
        .asString()
        .contains("do not know it");
  }

  private List<SetupStep> steps() {
    return plan.steps(new ClusterFacts(1, 1, 3, topics, resets));
  }

  private List<SetupStep> wrong() {
    return wrong(3);
  }

  private List<SetupStep> wrong(int brokers) {
    return plan.steps(new ClusterFacts(1, 1, brokers, topics, resets)).stream()
        .filter(step -> step.kind() != Kind.RIGHT)
        .toList();
  }

  private void change(String name, Map<String, String> changed) {
    Map<String, String> configs = new HashMap<>(configs(name));
    configs.putAll(changed);
    topics.put(name, new ClusterFacts.Topic(Presence.THERE, 4, 3, configs));
  }

  private ClusterFacts.Topic asWanted(String name, int replicas) {
    return new ClusterFacts.Topic(
        Presence.THERE, plan.wanted().get(name).partitions(), replicas, configs(name));
  }

  private Map<String, String> configs(String name) {
    Map<String, String> configs = new HashMap<>(plan.wanted().get(name).configs());
    configs.put("min.insync.replicas", "2");
    return configs;
  }
}
