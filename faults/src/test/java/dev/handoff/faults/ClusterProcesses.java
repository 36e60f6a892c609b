package dev.handoff.faults;

import dev.handoff.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Three brokers, each of them a controller too, in processes of their own. What is written is on
 * two of them at least, so any one may be away.
 */
final class ClusterProcesses implements Brokers, AutoCloseable {

  static final List<Integer> NODES = List.of(1, 2, 3);

  private final Path folder;
  private final String cluster = Uuid.randomUuid().toString();
  private final Map<Integer, JavaProcess> running = new TreeMap<>();

  private ClusterProcesses(Path folder) {
    this.folder = folder;
  }

  static ClusterProcesses in(Path folder) {
    ClusterProcesses processes = new ClusterProcesses(Installation.made(folder));
    ClusterProperties properties =
        new ClusterProperties(
            folder, Uuid.randomUuid().toString(), FreePorts.take(2 * NODES.size()));
    NODES.forEach(node -> write(processes.serverFile(node), properties.server(node)));
    write(processes.clientProperties(), properties.client());
    processes.start(NODES);
    return processes;
  }

  /** Returns when each of them serves clients. */
  void start(List<Integer> nodes) {
    for (int node : nodes) {
      List<String> options =
          List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.StatusLogger.level=OFF");
      List<String> arguments = List.of(serverFile(node).toString(), cluster);
      running.put(node, JavaProcess.start(options, ClusterNode.class, arguments));
    }
    for (int node : nodes) {
      running.get(node).run().awaitStdout(ClusterNode.READY, JavaProcess.DEADLINE);
    }
  }

  void kill(List<Integer> nodes) {
    nodes.forEach(node -> running.get(node).kill());
    nodes.forEach(node -> running.remove(node).close());
  }

  /** All three, the controllers' leader first. */
  List<Integer> leaderFirst() {
    List<Integer> order = new ArrayList<>(NODES);
    try (Admin admin = kafka("any").admin()) {
      Integer leader = got(admin.describeMetadataQuorum().quorumInfo()).leaderId();
      order.remove(leader);
      order.add(0, leader);
    }
    return order;
  }

  /** Which brokers lead the partitions of a topic. */
  Set<Integer> leaders(String topic) {
    try (Admin admin = kafka("any").admin()) {
      return got(admin.describeTopics(List.of(topic)).allTopicNames())
          .get(topic)
          .partitions()
          .stream()
          .map(partition -> partition.leader().id())
          .collect(Collectors.toSet());
    }
  }

  /** How many replicas must have what is written to the topic. */
  void requireInSync(String topic, int replicas) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    ConfigEntry entry = new ConfigEntry("min.insync.replicas", "" + replicas);
    try (Admin admin = kafka("any").admin()) {
      AlterConfigOp set = new AlterConfigOp(entry, AlterConfigOp.OpType.SET);
      got(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
    }
  }

  /** Returns when no replica of any topic, Kafka's own among them, is behind. */
  void awaitInSync() {
    try (Admin admin = kafka("any").admin()) {
      Installation.eventually().until(() -> topics(admin).stream().allMatch(this::isInSync));
    }
  }

  private static Set<TopicDescription> topics(Admin admin) {
    Set<String> names = got(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    return Set.copyOf(got(admin.describeTopics(names).allTopicNames()).values());
  }

  private boolean isInSync(TopicDescription topic) {
    return topic.partitions().stream()
        .allMatch(partition -> partition.isr().size() == partition.replicas().size());
  }

  private static <T> T got(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private Path serverFile(int node) {
    return folder.resolve("server-" + node + ".properties");
  }

  @Override
  public Path clientProperties() {
    return folder.resolve("client.properties");
  }

  private static void write(Path file, Map<String, String> content) {
    Properties properties = new Properties();
    properties.putAll(content);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    running.values().forEach(JavaProcess::close);
    running.clear();
  }
}
