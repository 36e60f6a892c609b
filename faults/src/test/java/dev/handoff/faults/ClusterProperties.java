package dev.handoff.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What Kafka is told of a cluster of {@link ClusterProcesses}, and its clients.
 *
 * @param folder where the nodes keep their data
 * @param password of the one user
 * @param ports two of each node
 */
record ClusterProperties(Path folder, String password, List<Integer> ports) {

  Map<String, String> server(int node) {
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
    return ClusterProcesses.NODES.stream()
        .map(node -> node + "@127.0.0.1:" + controllerPort(node))
        .collect(Collectors.joining(","));
  }

  private int clientPort(int node) {
    return ports.get(2 * node - 2);
  }

  private int controllerPort(int node) {
    return ports.get(2 * node - 1);
  }

  Map<String, String> client() {
    return Map.of(
        "bootstrap.servers",
        ClusterProcesses.NODES.stream()
            .map(node -> "127.0.0.1:" + clientPort(node))
            .collect(Collectors.joining(",")),
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        login() + ";");
  }
}
