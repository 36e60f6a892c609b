package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

  @Test
  void needsAnAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaSettings(Map.of("acks", "0"), Topics.DEFAULT))
        .withMessage("bootstrap.servers must be set, got: nothing");
  }

  @Test
  void tellsTheAddress() {
    KafkaSettings settings =
        new KafkaSettings(Map.of("bootstrap.servers", "localhost:1"), Topics.DEFAULT);

    assertThat(settings.bootstrapServers()).isEqualTo("localhost:1");
  }

  @Test
  void isNotChangedThroughTheMapItWasMadeFrom() {
    Map<String, String> given = new HashMap<>(Map.of("bootstrap.servers", "localhost:1"));
    KafkaSettings settings = new KafkaSettings(given, Topics.DEFAULT);

    given.put("bootstrap.servers", "localhost:2");

    assertThat(settings.bootstrapServers()).isEqualTo("localhost:1");
  }

  @Test
  void whatTheProtocolReliesOnIsNotTheUsersToSet() {
    KafkaSettings settings =
        new KafkaSettings(
            Map.of(
                "bootstrap.servers", "localhost:1",
                "acks", "0",
                "transactional.id", "mine",
                "client.rack", "a"),
            Topics.DEFAULT);

    assertThat(settings.with(Map.of("acks", "all")))
        .containsEntry("acks", "all")
        .containsEntry("client.rack", "a")
        .doesNotContainKey("transactional.id");
    assertThat(settings.withoutEffect()).containsExactly("acks", "transactional.id");
  }
}
