package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void partitionsAreLookedForEveryMinute() {
    assertThat(withMetadataAge(null)).isEqualTo("60000");
  }

  @Test
  void theUserMayHavePartitionsLookedForMoreOften() {
    assertThat(withMetadataAge("100")).isEqualTo("100");
    assertThat(withMetadataAge("59999")).isEqualTo("59999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"60001", "300000", "99", "0", "-1", "", "soon", "99999999999999999999"})
  void noOtherAgeOfMetadataHasAnEffectAndItIsSaid(String age) {
    KafkaSettings settings =
        new KafkaSettings(
            Map.of("bootstrap.servers", "localhost:1", "metadata.max.age.ms", age), Topics.DEFAULT);

    assertThat(withMetadataAge(age)).isEqualTo("60000");
    assertThat(settings.withoutEffect()).containsExactly("metadata.max.age.ms");
  }

  @Test
  void anAgeOfMetadataThatHasItsEffectIsNotComplainedOf() {
    KafkaSettings settings =
        new KafkaSettings(
            Map.of("bootstrap.servers", "localhost:1", "metadata.max.age.ms", "5000"),
            Topics.DEFAULT);

    assertThat(settings.withoutEffect()).isEmpty();
  }

  private static Object withMetadataAge(String age) {
    Map<String, String> given = new HashMap<>(Map.of("bootstrap.servers", "localhost:1"));
    if (age != null) {
      given.put("metadata.max.age.ms", age);
    }
    return new KafkaSettings(given, Topics.DEFAULT).with(Map.of()).get("metadata.max.age.ms");
  }
}
