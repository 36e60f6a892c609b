package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettableClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void standsStillUntilItIsMoved() {
    SettableClock clock = new SettableClock(START);
    clock.advance(Duration.ofSeconds(90));
    clock.advance(Duration.ofSeconds(-30));

    assertThat(clock.instant()).isEqualTo(clock.instant()).isEqualTo("2026-01-01T00:01:00Z");
  }

  @Test
  void takesAnyTime() {
    SettableClock clock = new SettableClock(START);
    clock.set(Instant.EPOCH);

    assertThat(clock.millis()).isZero();
  }
}
