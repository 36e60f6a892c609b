package dev.handoff.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The Kafka server properties of a local broker. */
final class ServerProperties {
  static final int NODE_ID = 1;

  private ServerProperties() {}

  static Map<String, String> of(LocalBrokerSettings settings, Ports ports, Path storage) {
    Map<String, String> properties = new HashMap<>();
    properties.put("log.dirs", storage.toString());
    properties.putAll(listeners(ports));
    properties.putAll(security(settings.credentials()));
    properties.putAll(oneNode());
    properties.putAll(quickGroups());
    properties.putAll(smallFootprint());
    properties.putAll(settings.overrides());
    return properties;
  }

  /**
   * A static quorum, since the port of its only voter may change; a dynamic one keeps the port in
   * the metadata log.
   */
  private static Map<String, String> listeners(Ports ports) {
    String client = "CLIENT://127.0.0.1:" + ports.client();
    String controller = "CONTROLLER://127.0.0.1:" + ports.controller();
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(NODE_ID),
        "controller.quorum.voters",
        NODE_ID + "@127.0.0.1:" + ports.controller(),
        "listeners",
        client + "," + controller,
        "advertised.listeners",
        client,
        "controller.listener.names",
        "CONTROLLER",
        "inter.broker.listener.name",
        "CLIENT");
  }

  /** No authorizer, since there is only one user and that user may do everything. */
  private static Map<String, String> security(BrokerCredentials credentials) {
    return Map.of(
        "listener.security.protocol.map", "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
        "sasl.enabled.mechanisms", "PLAIN",
        "sasl.mechanism.inter.broker.protocol", "PLAIN",
        "sasl.mechanism.controller.protocol", "PLAIN",
        "listener.name.client.plain.sasl.jaas.config", credentials.listenerJaas(),
        "listener.name.controller.plain.sasl.jaas.config", credentials.listenerJaas());
  }

  /**
   * The session is 2 s (default 9 s), because a restart after kill -9 waits for the old
   * registration to lapse.
   */
  private static Map<String, String> oneNode() {
    Map<String, String> properties = new HashMap<>();
    for (String topic : new String[] {"offsets.topic", "transaction.state.log"}) {
      properties.put(topic + ".num.partitions", "1");
      properties.put(topic + ".replication.factor", "1");
    }
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("default.replication.factor", "1");
    properties.put("min.insync.replicas", "1");
    properties.put("auto.create.topics.enable", "false");
    properties.put("broker.session.timeout.ms", "2000");
    properties.put("broker.heartbeat.interval.ms", "500");
    return properties;
  }

  /**
   * A member of a share group gets its partitions with its second heartbeat: 0.7 s after joining
   * instead of 6 s. A broker killed while a lane's group is new would not read that lane for 30 s
   * after each start; 5 s is the least that the server allows.
   */
  private static Map<String, String> quickGroups() {
    return Map.of(
        "group.share.heartbeat.interval.ms", "500",
        "group.share.min.heartbeat.interval.ms", "500",
        "group.share.assignment.interval.ms", "0",
        "group.share.initialize.retry.interval.ms", "5000",
        "group.share.max.size", "1000",
        "group.share.max.share.sessions", "4000",
        "group.initial.rebalance.delay.ms", "0",
        "group.min.session.timeout.ms", "1000");
  }

  private static Map<String, String> smallFootprint() {
    return Map.of(
        "log.index.size.max.bytes", Integer.toString(IndexRoom.INDEX_SIZE),
        "num.network.threads", "2",
        "num.io.threads", "4",
        "log.cleaner.dedupe.buffer.size", "2097152",
        "message.max.bytes", "2097152");
  }
}
