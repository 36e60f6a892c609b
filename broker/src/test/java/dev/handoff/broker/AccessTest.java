package dev.handoff.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is let in, on each of the two listeners; the right password is tried too, so that a refusal
 * means something.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
  private LocalBroker broker;
  private BrokerCredentials right;
  private String controllerAddress;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    LocalBrokerSettings settings = LocalBrokerSettings.inFolder(folder);
    right = settings.credentials();
    broker = LocalBroker.start(settings);
    controllerAddress = "127.0.0.1:" + Ports.usedLastIn(folder).controller();
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void clientListenerLetsTheRightPasswordIn() throws Exception {
    assertThat(nodes(onClientListener(right))).isEqualTo(1);
  }

  @Test
  void controllerListenerLetsTheRightPasswordIn() throws Exception {
    assertThat(nodes(onControllerListener(right))).isEqualTo(1);
  }

  @Test
  void clientListenerRefusesAWrongPassword() {
    assertThatThrownBy(() -> nodes(onClientListener(withWrongPassword())))
        .hasCauseInstanceOf(SaslAuthenticationException.class);
  }

  @Test
  void controllerListenerRefusesAWrongPassword() {
    assertThatThrownBy(() -> nodes(onControllerListener(withWrongPassword())))
        .hasCauseInstanceOf(SaslAuthenticationException.class);
  }

  @Test
  void clientListenerRefusesAnUnknownUser() {
    BrokerCredentials unknown = new BrokerCredentials("somebody", right.password());
    assertThatThrownBy(() -> nodes(onClientListener(unknown)))
        .hasCauseInstanceOf(SaslAuthenticationException.class);
  }

  @Test
  void clientListenerRefusesAClientWithoutCredentials() {
    assertThatThrownBy(() -> nodes(withoutLogin(onClientListener(right))))
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void controllerListenerRefusesAClientWithoutCredentials() {
    assertThatThrownBy(() -> nodes(withoutLogin(onControllerListener(right))))
        .hasCauseInstanceOf(TimeoutException.class);
  }

  private Map<String, Object> onClientListener(BrokerCredentials credentials) {
    return new HashMap<>(credentials.clientProperties(broker.bootstrapServer()));
  }

  private Map<String, Object> onControllerListener(BrokerCredentials credentials) {
    Map<String, Object> properties = onClientListener(credentials);
    properties.remove("bootstrap.servers");
    properties.put("bootstrap.controllers", controllerAddress);
    return properties;
  }

  private static Map<String, Object> withoutLogin(Map<String, Object> properties) {
    properties.keySet().removeIf(key -> key.startsWith("sasl."));
    properties.put("security.protocol", "PLAINTEXT");
    return properties;
  }

  private BrokerCredentials withWrongPassword() {
    return new BrokerCredentials(right.user(), right.password() + "x");
  }

  private static int nodes(Map<String, Object> properties)
      throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
    properties.put("default.api.timeout.ms", "3000");
    properties.put("request.timeout.ms", "2000");
    try (Admin admin = Admin.create(properties)) {
      return admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).size();
    }
  }
}
