package dev.handoff.log.setup;

import dev.handoff.log.Topics;
import dev.handoff.log.setup.ClusterFacts.Presence;
import dev.handoff.log.setup.SetupStep.Kind;
import dev.handoff.log.setup.TopicSettings.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Decides what must be done to a cluster so that it serves an installation. Pure. */
public final class SetupPlan {

  static final String GROUP = "group ";
  static final String OFFSET_RESET = "share.auto.offset.reset";
  static final String EARLIEST = "earliest";
  static final String REPLICAS_IN_SYNC = "min.insync.replicas";
  static final int REPLICATED_FROM = 3;

  private static final String FEATURE = "share.version";

  private final Topics topics;
  private final Map<String, Wanted> wanted;
  private final Set<String> lanes;

  public SetupPlan(Topics topics, TopicSettings settings, Set<String> lanes) {
    this.topics = topics;
    this.wanted = settings.wanted(topics, lanes);
    this.lanes = Set.copyOf(lanes);
  }

  Map<String, Wanted> wanted() {
    return wanted;
  }

  /** The share groups of its lanes. */
  List<String> groups() {
    return lanes.stream().sorted().map(topics::laneGroup).toList();
  }

  /**
   * The steps in a fixed order, one also for each part that is right. Without share groups nothing
   * else is checked.
   */
  public List<SetupStep> steps(ClusterFacts facts) {
    if (facts.shareVersion() < 1) {
      return List.of(noShareGroups(facts));
    }
    List<SetupStep> steps = new ArrayList<>();
    wanted.forEach((name, want) -> steps.addAll(topic(want, facts)));
    groups().forEach(group -> steps.add(group(group, facts)));
    return List.copyOf(steps);
  }

  private static SetupStep noShareGroups(ClusterFacts facts) {
    String got =
        facts.shareSupported() > 0
            ? facts.shareVersion()
                + "; switch it on by kafka-features upgrade --feature share.version=1"
            : "brokers that do not know it";
    return new SetupStep(
        Kind.CANNOT,
        "the cluster",
        FEATURE,
        "1 or higher (Kafka 4.2 or newer has share groups)",
        got);
  }

  private static List<SetupStep> topic(Wanted want, ClusterFacts facts) {
    ClusterFacts.Topic topic = facts.topics().getOrDefault(want.name(), ClusterFacts.Topic.MISSING);
    if (topic.presence() == Presence.MISSING) {
      return List.of(new SetupStep(Kind.MAKE, want.name(), null, "there", "nothing"));
    }
    if (topic.presence() == Presence.HIDDEN) {
      return List.of(
          new SetupStep(
              Kind.HIDDEN,
              want.name(),
              null,
              "it is not there, or this user may not see it (Describe)",
              null));
    }
    List<SetupStep> steps = new ArrayList<>();
    // Any worker and command also works with what the local default has created.
    int least = Math.min(want.partitions(), TopicSettings.LOCAL.partitions());
    if (topic.partitions() < least) {
      steps.add(
          new SetupStep(
              Kind.CANNOT,
              want.name(),
              "partitions",
              "at least " + least,
              String.valueOf(topic.partitions())));
    }
    if (topic.replicas() < REPLICATED_FROM && facts.brokers() >= REPLICATED_FROM) {
      steps.add(
          new SetupStep(
              Kind.WEAK,
              want.name(),
              "replication factor",
              String.valueOf(REPLICATED_FROM),
              String.valueOf(topic.replicas())));
    }
    if (topic.configs() == null) {
      steps.add(unseen(want.name(), "this user may not see its settings (DescribeConfigs)"));
    } else {
      steps.addAll(settings(want, topic.replicas(), topic.configs()));
    }
    return steps.isEmpty() ? List.of(SetupStep.right(want.name())) : steps;
  }

  private static List<SetupStep> settings(Wanted want, int replicas, Map<String, String> configs) {
    List<SetupStep> steps = new ArrayList<>();
    new TreeMap<>(want.configs())
        .forEach(
            (key, must) -> {
              String got = configs.get(key);
              if (!must.equals(got)) {
                steps.add(new SetupStep(Kind.CHANGE, want.name(), key, must, got));
              }
            });
    String inSync = configs.getOrDefault(REPLICAS_IN_SYNC, "1");
    if (replicas >= REPLICATED_FROM && Integer.parseInt(inSync) < 2) {
      steps.add(new SetupStep(Kind.CHANGE, want.name(), REPLICAS_IN_SYNC, "2", inSync));
    }
    return steps;
  }

  private static SetupStep group(String group, ClusterFacts facts) {
    String reset = facts.offsetResets().get(group);
    String subject = GROUP + group;
    if (reset == null) {
      return unseen(
          subject,
          "this user may not see whether it begins at the earliest record (DescribeConfigs)");
    }
    return EARLIEST.equals(reset)
        ? SetupStep.right(subject)
        : new SetupStep(Kind.SET, subject, OFFSET_RESET, EARLIEST, reset);
  }

  private static SetupStep unseen(String subject, String why) {
    return new SetupStep(Kind.UNSEEN, subject, null, why, null);
  }
}
