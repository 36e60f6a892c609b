package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@OwnBroker
class BrokerExtensionTest {
  private final TestBroker ofTheClass;

  BrokerExtensionTest(TestBroker ofTheClass) {
    this.ofTheClass = ofTheClass;
  }

  @Test
  void givesEachParameterAPrefixOfItsOwnOnOneBroker(TestBroker first, TestBroker second) {
    assertThat(Set.of(ofTheClass.topicPrefix(), first.topicPrefix(), second.topicPrefix()))
        .hasSize(3);
    assertThat(first.clientProperties())
        .isEqualTo(second.clientProperties())
        .isEqualTo(ofTheClass.clientProperties());
  }

  @Test
  void keepsDataAndAddressOverARestart(TestBroker broker) throws Exception {
    String topic = broker.topicPrefix() + "-topic";
    try (Admin admin = Admin.create(Map.copyOf(broker.clientProperties()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();

      broker.restart();

      assertThat(admin.listTopics().names().get(60, TimeUnit.SECONDS)).contains(topic);
    }
  }

  @Test
  void refusesClientsWhileItIsStopped(TestBroker broker) {
    broker.stop();

    assertThatThrownBy(() -> new Socket("127.0.0.1", port(broker)).close())
        .isInstanceOf(ConnectException.class);
  }

  /** Runs in any order with the one above: whichever comes second finds a broker that runs. */
  @Test
  void startsAgainForTheNextTest(TestBroker broker) throws Exception {
    try (Socket connection = new Socket("127.0.0.1", port(broker))) {
      assertThat(connection.isConnected()).isTrue();
    } finally {
      broker.stop();
    }
  }

  private static int port(TestBroker broker) {
    return Integer.parseInt(broker.bootstrapServer().split(":")[1]);
  }
}
