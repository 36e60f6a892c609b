package dev.handoff.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseSettingsTest {

  @Test
  void theDefaultsAreThoseOfTheDesign() {
    assertThat(LeaseSettings.DEFAULT)
        .isEqualTo(
            new LeaseSettings(
                Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60)));
    assertThat(LeaseSettings.DEFAULT.margin()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aLapseOfLessThanThreeBeatsIsRefused() {
    assertThatThrownBy(
            () ->
                new LeaseSettings(
                    Duration.ofSeconds(3), Duration.ofSeconds(8), Duration.ofSeconds(60)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lapse must be at least three beats (PT9S), got: PT8S");
  }

  @Test
  void anAbandonBeforeTheLeaseIsOverIsRefused() {
    assertThatThrownBy(
            () ->
                new LeaseSettings(
                    Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("abandon must be at least lapse less its margin (PT8S), got: PT7S");
  }

  @Test
  void anAbandonOfLapseLessMarginIsTheStrictSetting() {
    LeaseSettings strict =
        new LeaseSettings(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(8));

    assertThat(strict.abandon()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void aBeatOfNothingIsRefused() {
    assertThatThrownBy(
            () -> new LeaseSettings(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(60)))
        .hasMessage("beat must be longer than 0, got: PT0S");
  }

  @Test
  void aLapseOfExactlyThreeBeatsIsTheShortest() {
    LeaseSettings shortest =
        new LeaseSettings(Duration.ofSeconds(3), Duration.ofSeconds(9), Duration.ofSeconds(60));

    assertThat(shortest.lapse()).isEqualTo(Duration.ofSeconds(9));
  }
}
