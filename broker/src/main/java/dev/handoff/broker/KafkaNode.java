package dev.handoff.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Kafka's controller and broker with their shared parts. Assembled here and not by KafkaRaftServer,
 * which ends the JVM at a fatal fault, such as a failed start, and binds its sockets itself.
 */
final class KafkaNode {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

  private final Metrics metrics = new Metrics();
  private final ControllerServer controller;
  private final BrokerServer broker;

  KafkaNode(Map<String, String> properties, LoopbackSockets sockets, Faults faults) {
    KafkaConfig config = new KafkaConfig(properties, false);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> storage =
        KafkaRaftServer.initializeLogDirs(config, LOG, "");
    SharedServer shared =
        new SharedServer(
            config,
            storage._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            faults,
            sockets);
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), storage._2());
    broker = new BrokerServer(shared);
  }

  void start() {
    controller.startup();
    broker.startup();
  }

  /** Stops both if they run, the broker first: its controlled shutdown needs the controller. */
  void stop() {
    quietly("broker", () -> broker.shutdown(STOP_WITHIN));
    quietly("controller", controller::shutdown);
    quietly("metrics", metrics::close);
  }

  private static void quietly(String part, Runnable stop) {
    try {
      stop.run();
    } catch (Exception e) { // includes checked exceptions that the Scala code does not declare
      LOG.warn(
          "The local Kafka {} did not stop cleanly; its data are recovered at the next start",
          part,
          e);
    }
  }
}
