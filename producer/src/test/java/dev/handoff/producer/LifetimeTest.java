package dev.handoff.producer;

import static dev.handoff.producer.Installation.brief;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.brief.schema.InvalidBriefException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LifetimeTest {

  private static final Duration WEEK = Duration.ofDays(7);

  @Test
  void addsWhatAJobMayLastAtMost() {
    Lifetime lifetime =
        new Lifetime(
            Duration.ofHours(5),
            brief("x", "limits: {queue: 1d, timeout: 3h}\nretries: {attempts: 4, backoff: 40m}\n"));

    // Pauses of at most 50 min, then an hour each.
    assertThat(lifetime.longest())
        .isEqualTo(Duration.ofHours(5 + 24 + 4 * 3).plusMinutes(50 + 60 + 60));
  }

  @Test
  void aJobOfDefaultsFits() {
    assertThatCode(() -> new Lifetime(Duration.ZERO, brief("x")).requireWithin(WEEK))
        .doesNotThrowAnyException();
  }

  @Test
  void theLastDayOfRetentionIsNoTimeForAJob() {
    Lifetime exact = new Lifetime(Duration.ofHours(70), brief("x"));
    Lifetime over = new Lifetime(Duration.ofHours(70).plusMillis(1), brief("x"));

    assertThatCode(() -> exact.requireWithin(WEEK)).doesNotThrowAnyException();
    assertThatThrownBy(() -> over.requireWithin(WEEK))
        .isInstanceOf(InvalidBriefException.class)
        .hasMessageContaining("must together be at most 6d")
        .hasMessageContaining("limits.queue 3d + 1 x limits.timeout 2h");
  }
}
