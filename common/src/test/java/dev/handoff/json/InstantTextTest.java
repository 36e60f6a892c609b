package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {

  private static final long FIRST = Instant.parse("-0100-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("+10100-01-01T00:00:00Z").getEpochSecond();
  private static final int[] FRACTIONS = {0, 0, 1, 1_000, 1_000_000, 70_000_000, 999_000_000};

  @Test
  void anInstantIsWrittenAndReadAsByTheJdk() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      boolean isNear = random.nextBoolean();
      long second = isNear ? random.nextLong(4_000_000_000L) : random.nextLong(FIRST, LAST);
      int fraction = FRACTIONS[random.nextInt(FRACTIONS.length)];
      Instant instant = Instant.ofEpochSecond(second, fraction);

      String text = InstantText.format(instant);

      assertThat(text).isEqualTo(instant.toString());
      assertThat(InstantText.parse(text)).isEqualTo(instant);
    }
  }

  @Test
  void aDamagedTextIsReadOrRefusedAsByTheJdk() {
    Random random = new Random(2);
    String characters = "0123456789TZ:-+. tz";
    for (int i = 0; i < 200_000; i++) {
      Instant instant = Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
      StringBuilder text = new StringBuilder(instant.toString());
      for (int change = random.nextInt(3); change >= 0; change--) {
        char other = characters.charAt(random.nextInt(characters.length()));
        text.setCharAt(random.nextInt(text.length()), other);
      }

      assertThat(read(text.toString())).isEqualTo(readByJdk(text.toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-02-29T00:00:00Z",
        "2024-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-00-10T00:00:00Z",
        "2026-13-10T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-10T24:00:00Z",
        "2026-01-10T23:59:60Z",
        "2016-12-31T23:59:60Z",
        "2026-01-10T23:60:00Z",
        "2026-01-10T10:00:00.5Z",
        "2026-01-10T10:00:00.050Z",
        "2026-01-10t10:00:00z",
        "2026-01-10T10:00:00+01:00",
        "2026-01-10T10:00:00.000+1",
        "\u0662026-01-10T10:00:00Z",
        "+12026-01-10T10:00:0Z"
      })
  void anUnusualTextIsReadOrRefusedAsByTheJdk(String text) {
    assertThat(read(text)).isEqualTo(readByJdk(text));
  }

  private static Optional<Instant> read(String text) {
    try {
      return Optional.of(InstantText.parse(text));
    } catch (DateTimeException refused) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> readByJdk(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException refused) {
      return Optional.empty();
    }
  }
}
