package dev.handoff.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerSettingsTest {
  @TempDir private Path folder;

  @Test
  void areAnyPortsAndNoOverridesByDefault() {
    LocalBrokerSettings settings = LocalBrokerSettings.inFolder(folder);

    assertThat(settings)
        .isEqualTo(new LocalBrokerSettings(folder, 0, 0, settings.credentials(), Map.of()));
    assertThat(settings.credentials().user()).isEqualTo("handoff");
  }

  @Test
  void refusePortsThatDoNotExistOrAreTheSame() {
    LocalBrokerSettings settings = LocalBrokerSettings.inFolder(folder);

    assertThatThrownBy(() -> settings.withPorts(-1, 0))
        .hasMessage("clientPort must be 0 to 65535, got -1");
    assertThatThrownBy(() -> settings.withPorts(0, 65_536))
        .hasMessage("controllerPort must be 0 to 65535, got 65536");
    assertThatThrownBy(() -> settings.withPorts(9092, 9092))
        .hasMessage("controllerPort must differ from clientPort, got 9092");
  }

  @Test
  void refuseMissingCredentials() {
    assertThatThrownBy(() -> new LocalBrokerSettings(folder, 0, 0, null, Map.of()))
        .hasMessage("credentials must be given, got null");
  }

  @Test
  void refuseAPasswordThatWouldEndItsJaasLine() {
    assertThatThrownBy(() -> new BrokerCredentials("handoff", "a\" user_x=\"b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("user_x");
  }

  @Test
  void chooseNewPortsWhenTheRememberedOnesAreDamaged() throws Exception {
    new Ports(20_000, 20_001).saveIn(folder);
    assertThat(Ports.usedLastIn(folder)).isEqualTo(new Ports(20_000, 20_001));

    Files.writeString(folder.resolve("ports.properties"), "client=99999\n");

    assertThat(Ports.usedLastIn(folder)).isEqualTo(new Ports(0, 0));
  }
}
