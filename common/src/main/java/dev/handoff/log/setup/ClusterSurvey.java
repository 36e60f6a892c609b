package dev.handoff.log.setup;

import static dev.handoff.log.Answers.get;

import dev.handoff.log.Answers;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.ClusterFacts.Presence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesResult;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.ConfigResource.Type;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Describes what a cluster has, with the right to describe alone. Parts that this user may not see
 * are marked as such; that is no failure.
 */
public final class ClusterSurvey {

  private static final String FEATURE = "share.version";

  private final Admin admin;

  /**
   * @param admin stays the caller's to close
   */
  public ClusterSurvey(Admin admin) {
    this.admin = admin;
  }

  /**
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer, or refuses this
   *     user
   */
  public ClusterFacts of(SetupPlan plan) {
    return of(plan.wanted().keySet(), plan.groups());
  }

  private ClusterFacts of(Collection<String> topics, List<String> groups) {
    List<ConfigResource> resources = new ArrayList<>();
    topics.forEach(name -> resources.add(new ConfigResource(Type.TOPIC, name)));
    // Sends all requests before it waits for the first answer.
    DescribeFeaturesResult features = admin.describeFeatures();
    // Including brokers that are down: topics created without them would have one replica for ever.
    KafkaFuture<Collection<Node>> nodes =
        admin.describeCluster(new DescribeClusterOptions().includeFencedBrokers(true)).nodes();
    Map<String, KafkaFuture<TopicDescription>> descriptions =
        admin.describeTopics(topics).topicNameValues();
    Map<ConfigResource, KafkaFuture<Config>> configs = admin.describeConfigs(resources).values();
    FeatureMetadata metadata = get(features.featureMetadata());
    int shareVersion = finalized(metadata);
    // A broker without share groups does not know the settings of their groups.
    Map<String, @Nullable String> resets = shareVersion < 1 ? Map.of() : offsetResets(groups);
    Map<String, ClusterFacts.Topic> found = new TreeMap<>();
    descriptions.forEach(
        (name, description) ->
            found.put(
                name,
                topic(description, Answers.about(new ConfigResource(Type.TOPIC, name), configs))));
    return new ClusterFacts(shareVersion, supported(metadata), get(nodes).size(), found, resets);
  }

  /** The lanes that exist, as far as this user may see them. */
  public Set<String> lanes(Topics topics) {
    Set<String> lanes = new TreeSet<>();
    for (String name : get(admin.listTopics().names())) {
      if (name.startsWith(topics.tasksPrefix())) {
        lanes.add(name.substring(topics.tasksPrefix().length()));
      }
    }
    return lanes;
  }

  private static int finalized(FeatureMetadata metadata) {
    FinalizedVersionRange share = metadata.finalizedFeatures().get(FEATURE);
    return share == null ? 0 : share.maxVersionLevel();
  }

  private static int supported(FeatureMetadata metadata) {
    SupportedVersionRange share = metadata.supportedFeatures().get(FEATURE);
    return share == null ? 0 : share.maxVersion();
  }

  private static ClusterFacts.Topic topic(
      KafkaFuture<TopicDescription> description, KafkaFuture<Config> config) {
    try {
      TopicDescription topic = get(description);
      return new ClusterFacts.Topic(
          Presence.THERE,
          topic.partitions().size(),
          topic.partitions().get(0).replicas().size(),
          configs(config));
    } catch (UnknownTopicOrPartitionException e) {
      return ClusterFacts.Topic.MISSING;
    } catch (AuthorizationException e) {
      return ClusterFacts.Topic.HIDDEN;
    }
  }

  /** Null if this user may not see them. */
  private static @Nullable Map<String, String> configs(KafkaFuture<Config> config) {
    try {
      Map<String, String> values = new HashMap<>();
      get(config).entries().forEach(entry -> values.put(entry.name(), entry.value()));
      return values;
    } catch (AuthorizationException e) {
      return null;
    }
  }

  private Map<String, @Nullable String> offsetResets(List<String> groups) {
    List<ConfigResource> resources =
        groups.stream().map(group -> new ConfigResource(Type.GROUP, group)).toList();
    Map<String, @Nullable String> resets = new HashMap<>();
    admin
        .describeConfigs(resources)
        .values()
        .forEach(
            (group, config) -> {
              Map<String, String> values = configs(config);
              resets.put(
                  group.name(),
                  values == null ? null : values.getOrDefault(SetupPlan.OFFSET_RESET, "none"));
            });
    return resets;
  }
}
