package dev.handoff.log;

import dev.handoff.log.TopicSettings.Wanted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates what is missing of the topics and group settings, and verifies what is there. It never
 * changes an existing topic: that is the operator's.
 */
public final class TopicSetup {

  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
  private static final String OFFSET_RESET = "share.auto.offset.reset";
  private static final int MAX_LOOKS = 50;

  private final Admin admin;
  private final Topics topics;
  private final TopicSettings settings;

  /**
   * @param admin stays the caller's to close
   */
  public TopicSetup(Admin admin, Topics topics, TopicSettings settings) {
    this.admin = admin;
    this.topics = topics;
    this.settings = settings;
  }

  /**
   * Ready to serve these lanes when it returns.
   *
   * @throws TopicSetupException if the cluster or a topic is not as it must be; names each mismatch
   * @throws KafkaException if the broker refuses or does not answer
   */
  public void ensure(Set<String> lanes) {
    verifyShareGroups();
    Map<String, Wanted> wanted = settings.wanted(topics, lanes);
    create(wanted);
    List<String> mismatches = new ArrayList<>(mismatchesOf(wanted));
    lanes.forEach(lane -> startAtEarliest(topics.laneGroup(lane)));
    if (!mismatches.isEmpty()) {
      throw new TopicSetupException(mismatches);
    }
  }

  private void verifyShareGroups() {
    FinalizedVersionRange share =
        get(admin.describeFeatures().featureMetadata()).finalizedFeatures().get("share.version");
    if (share == null || share.maxVersionLevel() < 1) {
      throw new TopicSetupException(
          List.of(
              "the cluster must have share groups (Kafka 4.2 or newer, feature share.version 1 or"
                  + " higher), got: "
                  + (share == null ? "none" : share.maxVersionLevel())));
    }
  }

  private void create(Map<String, Wanted> wanted) {
    Set<String> missing = new TreeSet<>(wanted.keySet());
    missing.removeAll(get(admin.listTopics().names()));
    if (missing.isEmpty()) {
      return;
    }
    boolean isReplicated = isReplicated();
    List<NewTopic> topics =
        missing.stream().map(name -> newTopic(wanted.get(name), isReplicated)).toList();
    admin.createTopics(topics).values().values().forEach(TopicSetup::created);
  }

  /**
   * By the brokers that are away too: what was made without them would have one replica for ever.
   */
  private boolean isReplicated() {
    DescribeClusterOptions all = new DescribeClusterOptions().includeFencedBrokers(true);
    return get(admin.describeCluster(all).nodes()).size() >= 3;
  }

  private static NewTopic newTopic(Wanted wanted, boolean isReplicated) {
    Map<String, String> configs = new java.util.TreeMap<>(wanted.configs());
    configs.put("min.insync.replicas", isReplicated ? "2" : "1");
    return new NewTopic(wanted.name(), wanted.partitions(), (short) (isReplicated ? 3 : 1))
        .configs(configs);
  }

  private static void created(KafkaFuture<Void> creation) {
    try {
      get(creation);
    } catch (TopicExistsException e) {
      // another worker was faster; what it made is verified like any other
    }
  }

  private List<String> mismatchesOf(Map<String, Wanted> wanted) {
    Map<String, TopicDescription> found = described(wanted.keySet());
    warnOfSingleReplicas(found.values());
    Map<ConfigResource, Config> configs =
        get(
            admin
                .describeConfigs(
                    wanted.keySet().stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all());
    List<String> mismatches = new ArrayList<>();
    wanted.forEach(
        (name, want) -> {
          TopicDescription topic = found.get(name);
          Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, name));
          compare(want, topic, config, mismatches);
        });
    return mismatches;
  }

  /** It is for the operator to mend, and no reason not to work. */
  private void warnOfSingleReplicas(Collection<TopicDescription> topics) {
    List<String> single =
        topics.stream()
            .filter(topic -> topic.partitions().get(0).replicas().size() == 1)
            .map(TopicDescription::name)
            .sorted()
            .toList();
    if (!single.isEmpty() && isReplicated()) {
      LOG.warn(
          "These topics have one replica, though there are brokers enough for three: what a topic"
              + " holds is lost with its broker. {}",
          single);
    }
  }

  /** A topic just created may not be known to the broker that is asked. */
  private Map<String, TopicDescription> described(Collection<String> names) {
    KafkaException last = null;
    for (int look = 0; look < MAX_LOOKS; look++) {
      try {
        return get(admin.describeTopics(names).allTopicNames());
      } catch (org.apache.kafka.common.errors.UnknownTopicOrPartitionException e) {
        last = e;
        pause();
      }
    }
    throw last;
  }

  private void compare(
      Wanted want, TopicDescription topic, Config config, List<String> mismatches) {
    int partitions = topic.partitions().size();
    if (partitions < want.partitions()) {
      mismatches.add(
          mismatch(want.name(), "partitions", "at least " + want.partitions(), partitions));
    }
    want.configs()
        .forEach(
            (key, value) -> {
              String got = config.get(key).value();
              if (!value.equals(got)) {
                mismatches.add(mismatch(want.name(), key, value, got));
              }
            });
    int replicas = topic.partitions().get(0).replicas().size();
    String minInSync = config.get("min.insync.replicas").value();
    if (replicas >= 3 && Integer.parseInt(minInSync) < 2) {
      mismatches.add(mismatch(want.name(), "min.insync.replicas", "at least 2", minInSync));
    }
  }

  private static String mismatch(String topic, String setting, Object must, Object got) {
    return "%s: %s must be %s, got: %s".formatted(topic, setting, must, got);
  }

  /**
   * By default a share group begins at the latest record: what was submitted before the first
   * worker joined would never be delivered.
   */
  private void startAtEarliest(String group) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    if ("earliest".equals(offsetReset(resource))) {
      return;
    }
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry(OFFSET_RESET, "earliest"), AlterConfigOp.OpType.SET);
    get(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
    // The broker may show the old value for a moment after it acknowledged the new one.
    for (int look = 0; look < MAX_LOOKS; look++) {
      if ("earliest".equals(offsetReset(resource))) {
        return;
      }
      pause();
    }
    throw new TopicSetupException(
        List.of(mismatch("group " + group, OFFSET_RESET, "earliest", offsetReset(resource))));
  }

  private String offsetReset(ConfigResource group) {
    ConfigEntry entry =
        get(admin.describeConfigs(List.of(group)).all()).get(group).get(OFFSET_RESET);
    return entry == null ? null : entry.value();
  }

  private static void pause() {
    try {
      Thread.sleep(100); // between two looks at the broker, which tells nobody when it is done
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }

  /** The cluster is not as Handoff needs it. */
  public static final class TopicSetupException extends KafkaException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> mismatches;

    TopicSetupException(List<String> mismatches) {
      super(
          "the cluster is not set up as Handoff needs it; what it has was left as it is:\n"
              + mismatches.stream().map(line -> "  " + line).collect(Collectors.joining("\n")));
      this.mismatches = List.copyOf(mismatches);
    }

    public List<String> mismatches() {
      return mismatches;
    }
  }
}
