package dev.handoff.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.junit.jupiter.api.Test;

class WrongClockTest {

  private static final Instant BROKER = Instant.parse("2026-03-01T12:00:00Z");
  private static final String PLACE = "the broker at kafka:9092";

  @Test
  void saysByHowMuchThisHostIsAhead() {
    assertThat(at(Duration.ofMinutes(10)))
        .startsWith("this host's clock is 10 min ahead of that of the broker at kafka:9092, which")
        .contains("at most 60 s ahead and 48 h behind", "NTP", "handoff doctor");
  }

  @Test
  void saysByHowMuchThisHostIsBehind() {
    assertThat(at(Duration.ofDays(-5)))
        .startsWith("this host's clock is 5 d behind that of the broker at kafka:9092");
  }

  @Test
  void guessesNoDifferenceFromATopicWithOtherBounds() {
    String refusal = refusal(BROKER.minus(Duration.ofDays(1)), BROKER.plusSeconds(60));

    assertThat(WrongClock.text(new InvalidTimestampException(refusal), PLACE, BROKER))
        .startsWith("the broker at kafka:9092 refuses the time of this host's clock: Timestamp 5")
        .contains("NTP");
  }

  @Test
  void guessesNoDifferenceFromAnotherText() {
    assertThat(WrongClock.text(new InvalidTimestampException("no"), PLACE, BROKER))
        .startsWith("the broker at kafka:9092 refuses the time of this host's clock: no");
  }

  private static String at(Duration ahead) {
    String refusal = refusal(BROKER.minus(Duration.ofDays(2)), BROKER.plusSeconds(60));
    return WrongClock.text(new InvalidTimestampException(refusal), PLACE, BROKER.plus(ahead));
  }

  /** In the words of brokers. */
  private static String refusal(Instant oldest, Instant newest) {
    return "Timestamp 5 of message with offset 0 is out of range. The timestamp should be within [%d, %d]"
        .formatted(oldest.toEpochMilli(), newest.toEpochMilli());
  }
}
