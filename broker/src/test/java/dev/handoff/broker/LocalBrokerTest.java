package dev.handoff.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class LocalBrokerTest {
  @TempDir private Path folder;

  @Test
  void servesARecordThatWasProduced() throws Exception {
    try (LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder))) {
      Traffic.createTopic(broker.clientProperties());
      Traffic.produce(broker.clientProperties(), "hello");

      assertThat(Traffic.consume(broker.clientProperties())).containsExactly("hello");
    }
  }

  @Test
  void keepsAddressCredentialsAndRecordsOverARestart() throws Exception {
    Map<String, String> client;
    try (LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder))) {
      client = broker.clientProperties();
      Traffic.createTopic(client);
      Traffic.produce(client, "before");
    }

    try (LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder))) {
      assertThat(broker.clientProperties()).isEqualTo(client);
      Traffic.produce(client, "after");
      assertThat(Traffic.consume(client)).containsExactly("before", "after");
    }
  }

  @Test
  void keepsRecordsWhenBothPortsChange() throws Exception {
    try (LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder))) {
      Traffic.createTopic(broker.clientProperties());
      Traffic.produce(broker.clientProperties(), "before");
    }
    Ports usedLast = Ports.usedLastIn(folder);
    try (ServerSocket client = occupy(usedLast.client());
        ServerSocket controller = occupy(usedLast.controller());
        LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder))) {

      assertThat(Ports.usedLastIn(folder).client()).isNotEqualTo(client.getLocalPort());
      assertThat(Ports.usedLastIn(folder).controller()).isNotEqualTo(controller.getLocalPort());
      assertThat(Traffic.consume(broker.clientProperties())).containsExactly("before");
    }
  }

  @Test
  void givesAShareGroupItsRecords() throws Exception {
    try (LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder))) {
      Traffic.createTopic(broker.clientProperties());
      Map<String, Object> settings = new HashMap<>(broker.clientProperties());
      settings.put("group.id", "group");
      settings.put("share.acknowledgement.mode", "explicit");
      try (KafkaShareConsumer<String, String> consumer =
          new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
        consumer.subscribe(List.of("traffic"));
        // A new group starts at the end of the topic: records are produced until it has joined.
        ConsumerRecords<String, String> taken =
            Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                    () -> {
                      Traffic.produce(broker.clientProperties(), "job");
                      return consumer.poll(Duration.ofSeconds(1));
                    },
                    records -> !records.isEmpty());

        taken.forEach(job -> consumer.acknowledge(job, AcknowledgeType.ACCEPT));

        assertThat(consumer.commitSync().values()).allMatch(Optional::isEmpty);
      }
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder));
    broker.close();

    broker.close();

    assertThat(broker.failure().toCompletableFuture()).isNotDone();
  }

  @Test
  void refusesAFolderThatAnotherBrokerUses() {
    LocalBrokerSettings settings = LocalBrokerSettings.inFolder(folder);
    try (LocalBroker first = LocalBroker.start(settings)) {
      assertThatThrownBy(() -> LocalBroker.start(settings))
          .isInstanceOf(LocalBrokerException.class)
          .hasMessageContaining("Another broker uses the folder " + folder);
      assertThat(first.failure().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void refusesADemandedPortThatIsTakenAndLeavesTheFolderFree() throws Exception {
    LocalBrokerSettings settings = LocalBrokerSettings.inFolder(folder);
    try (ServerSocket taken = occupy(0)) {
      assertThatThrownBy(() -> LocalBroker.start(settings.withPorts(taken.getLocalPort(), 0)))
          .isInstanceOf(LocalBrokerException.class)
          .hasMessageContaining("Port " + taken.getLocalPort());
    }

    try (LocalBroker broker = LocalBroker.start(settings)) {
      assertThat(broker.bootstrapServer()).startsWith("127.0.0.1:");
    }
  }

  @Test
  void formatsAgainWhenFormattingWasInterrupted() throws Exception {
    Files.createDirectories(folder.resolve("kafka.new/half"));
    Files.writeString(folder.resolve("kafka.new/half/written"), "x");

    try (LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder))) {
      Traffic.createTopic(broker.clientProperties());
      Traffic.produce(broker.clientProperties(), "hello");
      assertThat(Traffic.consume(broker.clientProperties())).containsExactly("hello");
    }
    assertThat(folder.resolve("kafka.new")).doesNotExist();
  }

  @Test
  void closesEverythingAgainWhenKafkaDoesNotStart() throws Exception {
    LocalBrokerSettings settings = LocalBrokerSettings.inFolder(folder);
    try (LocalBroker broker = LocalBroker.start(settings)) {
      Traffic.createTopic(broker.clientProperties());
    }
    Ports ports = Ports.usedLastIn(folder);
    LocalBrokerSettings samePorts = settings.withPorts(ports.client(), ports.controller());
    // The controller starts with this; the broker meets it when the controller is already up.
    Map<String, String> broken =
        Map.of(
            "remote.log.storage.system.enable", "true",
            "remote.log.metadata.manager.listener.name", "CLIENT",
            "remote.log.storage.manager.class.name", "no.such.Storage");
    assertThatThrownBy(() -> LocalBroker.start(samePorts.withOverrides(broken)))
        .isInstanceOf(LocalBrokerException.class)
        .hasMessageContaining("no.such.Storage");

    try (LocalBroker broker = LocalBroker.start(samePorts)) {
      Traffic.produce(broker.clientProperties(), "hello");
      assertThat(Traffic.consume(broker.clientProperties())).containsExactly("hello");
    }
  }

  private static ServerSocket occupy(int port) throws Exception {
    return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
  }
}
