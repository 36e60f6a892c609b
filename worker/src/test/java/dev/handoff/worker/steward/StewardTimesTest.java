package dev.handoff.worker.steward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StewardTimesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void theDefaultsAreThoseOfTheDesign() {
    assertThat(StewardTimes.DEFAULT)
        .isEqualTo(
            new StewardTimes(
                Duration.ofSeconds(6),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5)));
  }

  @Test
  void aTimeOfNoLengthIsRefused() {
    assertThatThrownBy(() -> new StewardTimes(SECOND, SECOND, Duration.ZERO, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("quiet must be longer than 0, got: PT0S");
  }

  @Test
  void aRestLastsBeyondTheNextLookAtAll() {
    StewardTimes times = new StewardTimes(SECOND, SECOND, SECOND, Duration.ofMillis(200), SECOND);

    assertThat(times.restAtLeast()).isEqualTo(Duration.ofMillis(1_200));
  }
}
