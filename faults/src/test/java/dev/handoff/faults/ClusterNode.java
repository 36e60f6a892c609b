package dev.handoff.faults;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One broker and controller of a cluster, as Kafka's own start script runs it. */
final class ClusterNode {

  static final String READY = "node ready";

  private ClusterNode() {}

  /**
   * @param arguments the file of its server properties, and the id of the cluster
   */
  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
      properties.load(reader);
    }
    String storage = properties.getProperty("log.dirs");
    if (!Files.exists(Path.of(storage, "meta.properties"))) {
      format(storage, Integer.parseInt(properties.getProperty("node.id")), arguments[1]);
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    System.out.println(READY);
    server.awaitShutdown();
  }

  private static void format(String storage, int node, String cluster) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(node)
        .setClusterId(cluster)
        .addDirectory(storage)
        .setMetadataLogDirectory(storage)
        .setControllerListenerName("CONTROLLER")
        .setHasDynamicQuorum(false)
        .run();
  }
}
