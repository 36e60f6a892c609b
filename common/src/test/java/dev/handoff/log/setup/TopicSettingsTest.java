package dev.handoff.log.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings.Wanted;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicSettingsTest {

  private static final String DAY = String.valueOf(Duration.ofDays(1).toMillis());

  @Test
  void defaults() {
    assertThat(TopicSettings.DEFAULT.partitions()).isEqualTo(16);
    assertThat(TopicSettings.DEFAULT.retention()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void theLocalDefaultHasFourPartitionsAndTheSameRetention() {
    assertThat(TopicSettings.LOCAL).isEqualTo(new TopicSettings(4, Duration.ofDays(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "status, 16, 604800000",
    "artifacts, 16, 604800000",
    "keys, 16, 604800000",
    "workers, 1, 3600000",
    "control, 1, 3600000",
    "seats, 2, 3600000",
    "dead, 1, 604800000",
    "tasks.quick, 1, 604800000"
  })
  void everyTopicHasItsPartitionsAndRetention(String name, int partitions, String retention) {
    Wanted wanted =
        TopicSettings.DEFAULT.wanted(Topics.DEFAULT, Set.of("quick")).get("handoff." + name);

    assertThat(wanted.partitions()).isEqualTo(partitions);
    assertThat(wanted.configs())
        .isEqualTo(
            Map.of(
                "cleanup.policy", "delete",
                "retention.ms", retention,
                "message.timestamp.type", "CreateTime",
                "message.timestamp.after.max.ms", "60000",
                "message.timestamp.before.max.ms", "172800000"));
  }

  @Test
  void wantsATopicForEachLaneAndSevenMore() {
    assertThat(TopicSettings.DEFAULT.wanted(Topics.DEFAULT, Set.of())).hasSize(7);
    assertThat(TopicSettings.DEFAULT.wanted(Topics.DEFAULT, Set.of("a", "b"))).hasSize(9);
  }

  @Test
  void retentionOfBriefsIsThatOfEvents() {
    Map<String, Wanted> wanted =
        new TopicSettings(3, Duration.ofDays(2)).wanted(Topics.DEFAULT, Set.of("a"));

    assertThat(wanted.get("handoff.tasks.a").configs().get("retention.ms"))
        .isEqualTo(wanted.get("handoff.status").configs().get("retention.ms"))
        .isNotEqualTo(DAY);
    assertThat(wanted.get("handoff.status").partitions()).isEqualTo(3);
    assertThat(wanted.get("handoff.tasks.a").partitions()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4097})
  void refusesPartitionsThatNoIdCanName(int partitions) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TopicSettings(partitions, Duration.ofDays(7)))
        .withMessage("partitions must be 1 to 4096, got: " + partitions);
  }

  @Test
  void refusesARetentionUnderTwoDays() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TopicSettings(16, Duration.ofHours(47)))
        .withMessage("retention must be at least 2 days, got: PT47H");
  }
}
