package dev.handoff.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  private final String password = Uuid.randomUuid().toString();
  private final List<Integer> ports = freePorts(2 * NODES.size());
  private final Map<Integer, JavaProcess> running = new TreeMap<>();

  private ClusterProcesses(Path folder) {
    this.folder = folder;
  }

  static ClusterProcesses in(Path folder) {
    ClusterProcesses processes = new ClusterProcesses(Installation.made(folder));
    NODES.forEach(node -> write(processes.serverFile(node), processes.serverProperties(node)));
    write(processes.clientProperties(), processes.clientLogin());
    processes.start(NODES);
    return processes;
  }

  /** Below those of outgoing connections: a client could else connect to itself. */
  private static List<Integer> freePorts(int count) {
    Set<Integer> ports = new HashSet<>();
    while (ports.size() < count) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        ports.add(socket.getLocalPort());
      } catch (IOException e) {
        // somebody else's
      }
    }
    return List.copyOf(ports);
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

  private Map<String, String> serverProperties(int node) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("log.dirs", folder.resolve("node-" + node).toString());
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "" + node);
    properties.put("controller.quorum.voters", voters());
    properties.put(
        "listeners",
        "CLIENT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(clientPort(node), controllerPort(node)));
    properties.put("advertised.listeners", "CLIENT://127.0.0.1:" + clientPort(node));
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("inter.broker.listener.name", "CLIENT");
    properties.putAll(security());
    properties.putAll(replication());
    properties.putAll(quick());
    return properties;
  }

  /** Whoever can write a brief can run code as the user of the tests. */
  private Map<String, String> security() {
    String jaas = login() + " user_tester=\"" + password + "\";";
    return Map.of(
        "listener.security.protocol.map", "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
        "sasl.enabled.mechanisms", "PLAIN",
        "sasl.mechanism.inter.broker.protocol", "PLAIN",
        "sasl.mechanism.controller.protocol", "PLAIN",
        "listener.name.client.plain.sasl.jaas.config", jaas,
        "listener.name.controller.plain.sasl.jaas.config", jaas);
  }

  private String login() {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required"
        + " username=\"tester\" password=\"%s\"".formatted(password);
  }

  /** What Kafka says by default of its own topics too, but for their number of partitions. */
  private static Map<String, String> replication() {
    return Map.of(
        "default.replication.factor", "3",
        "min.insync.replicas", "2",
        "auto.create.topics.enable", "false",
        "offsets.topic.replication.factor", "3",
        "offsets.topic.num.partitions", "3",
        "share.coordinator.state.topic.replication.factor", "3",
        "share.coordinator.state.topic.min.isr", "2",
        "share.coordinator.state.topic.num.partitions", "3");
  }

  /** A dead broker is known to be dead after two seconds and not nine; less waiting elsewhere. */
  private static Map<String, String> quick() {
    return Map.ofEntries(
        Map.entry("broker.session.timeout.ms", "2000"),
        Map.entry("broker.heartbeat.interval.ms", "500"),
        Map.entry("group.share.heartbeat.interval.ms", "500"),
        Map.entry("group.share.min.heartbeat.interval.ms", "500"),
        Map.entry("group.share.assignment.interval.ms", "0"),
        Map.entry("group.share.initialize.retry.interval.ms", "5000"),
        Map.entry("group.share.min.record.lock.duration.ms", "1000"),
        Map.entry("group.share.record.lock.duration.ms", "10000"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        Map.entry("log.cleaner.dedupe.buffer.size", "2097152"));
  }

  private String voters() {
    return NODES.stream()
        .map(node -> node + "@127.0.0.1:" + controllerPort(node))
        .collect(Collectors.joining(","));
  }

  private int clientPort(int node) {
    return ports.get(2 * node - 2);
  }

  private int controllerPort(int node) {
    return ports.get(2 * node - 1);
  }

  private Map<String, String> clientLogin() {
    return Map.of(
        "bootstrap.servers",
        IntStream.rangeClosed(1, NODES.size())
            .mapToObj(node -> "127.0.0.1:" + clientPort(node))
            .collect(Collectors.joining(",")),
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        login() + ";");
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
