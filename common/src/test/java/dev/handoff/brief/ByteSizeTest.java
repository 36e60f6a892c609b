package dev.handoff.brief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0,0,0",
    "1000,1000,1000",
    "10KiB,10240,10KiB",
    "1024,1024,1KiB",
    "64MiB,67108864,64MiB",
    "1GiB,1073741824,1GiB",
    "1025KiB,1049600,1025KiB"
  })
  void readsAndWrites(String text, long bytes, String shortest) {
    assertThat(ByteSize.parse("log", text)).isEqualTo(bytes);
    assertThat(ByteSize.format(bytes)).isEqualTo(shortest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5MiB", "64MB", "64mib", "1 KiB", "KiB", "1TiB", "1\n"})
  void refusesWhatIsNoSize(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse("log", text))
        .withMessageStartingWith("log must be a size such as 10KiB, 64MiB or 1GiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "8589934592GiB", "99999999999999999999KiB"})
  void refusesOverflow(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse("log", text))
        .withMessage("log must be a smaller size, got: " + text);
  }

  @Test
  void readsBackWhateverItWrites() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      long bytes = (random.nextLong() >>> 1 + random.nextInt(63)) << random.nextInt(2) * 10 >>> 1;

      assertThat(ByteSize.parse("x", ByteSize.format(bytes))).isEqualTo(bytes);
    }
  }
}
