package dev.handoff.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoginHintTest {

  @Test
  void aClientWithoutALoginIsToldThatABrokerMayWantOne() {
    assertThat(LoginHint.of(with(Map.of()))).contains("login", "--command-config");
    assertThat(LoginHint.of(with(Map.of("security.protocol", "PLAINTEXT"))))
        .contains("--command-config");
  }

  @Test
  void aClientThatHasOneIsNotAsInTheLocalDefault() {
    for (String protocol : new String[] {"SASL_PLAINTEXT", "SASL_SSL", "SSL"}) {
      assertThat(LoginHint.of(with(Map.of("security.protocol", protocol)))).isEmpty();
    }
  }

  private static KafkaSettings with(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("bootstrap.servers", "kafka:9092");
    return new KafkaSettings(all, Topics.DEFAULT);
  }
}
