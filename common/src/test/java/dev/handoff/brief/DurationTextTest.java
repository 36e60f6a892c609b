package dev.handoff.brief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "0,PT0S,0", "0s,PT0S,0", "500ms,PT0.5S,500ms", "30s,PT30S,30s", "30,PT30S,30s",
    "10m,PT10M,10m", "2h,PT2H,2h", "3d,PT72H,3d", "1h30m,PT90M,1h30m", "90m,PT90M,1h30m",
    "1d2h3m4s5ms,PT26H3M4.005S,1d2h3m4s5ms", "007s,PT7S,7s"
  })
  void readsAndWrites(String text, Duration duration, String shortest) {
    assertThat(DurationText.parse("timeout", text)).isEqualTo(duration);
    assertThat(DurationText.format(duration)).isEqualTo(shortest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "s", "-1s", "+1s", "1.5h", "1 h", "30m1h", "1h1h", "1H", "1w", "1s\n", "٣s"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationText.parse("timeout", text))
        .withMessageStartingWith("timeout must be a duration such as 500ms, 30s, 10m, 2h, 3d or")
        .withMessageContaining(", got: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775807",
        "99999999999999999999",
        "106751991168d",
        "9223372036854775807ms1ms",
        "9223372036854775s808ms"
      })
  void refusesOverflow(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DurationText.parse("timeout", text));
  }

  @Test
  void readsEveryTextAsItsPatternSays() {
    Random random = new Random(5);
    String[] parts = {
      "0", "1", "7", "30", "000", "999999999", "1234567890", "d", "h", "m", "s", "ms"
    };
    String[] others = {"-", " ", "x", "M", "\u0663", "99999999999999999999"};
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int part = random.nextInt(9); part > 0; part--) {
        String[] from = random.nextInt(20) == 0 ? others : parts;
        text.append(from[random.nextInt(from.length)]);
      }
      Duration expected = byPattern(text.toString());
      Duration found = null;
      try {
        found = DurationText.parse("timeout", text.toString());
        read++;
      } catch (IllegalArgumentException e) {
        assertThat(expected).as(text.toString()).isNull();
      }
      assertThat(found).as(text.toString()).isEqualTo(expected);
    }

    assertThat(read).isGreaterThan(2_000);
  }

  /** Null for a text that is no duration, or too long a one. */
  private static Duration byPattern(String text) {
    if (text.matches("[0-9]+")) {
      return millis(new BigInteger(text).multiply(BigInteger.valueOf(1_000)));
    }
    Matcher form =
        Pattern.compile(
                "(?=[0-9])(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?")
            .matcher(text);
    if (!form.matches()) {
      return null;
    }
    BigInteger sum = BigInteger.ZERO;
    long[] units = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    for (int unit = 0; unit < units.length; unit++) {
      if (form.group(unit + 1) != null) {
        BigInteger count = new BigInteger(form.group(unit + 1));
        sum = sum.add(count.multiply(BigInteger.valueOf(units[unit])));
      }
    }
    return millis(sum);
  }

  private static Duration millis(BigInteger count) {
    return count.bitLength() > 63 ? null : Duration.ofMillis(count.longValue());
  }

  @Test
  void refusesToWriteWhatTheTextCannotKeep() {
    for (Duration duration :
        new Duration[] {
          Duration.ofNanos(1), Duration.ofMillis(-1), Duration.ofSeconds(Long.MAX_VALUE)
        }) {
      assertThatIllegalArgumentException().isThrownBy(() -> DurationText.format(duration));
    }
  }

  @Test
  void readsBackWhateverItWrites() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      Duration duration = Duration.ofMillis(random.nextLong() >>> 1 + random.nextInt(63));

      assertThat(DurationText.parse("x", DurationText.format(duration))).isEqualTo(duration);
    }
  }
}
