package dev.handoff.worker.attempt.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomMarginsTest {

  private static final long MEBIBYTE = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "1000000, 0, 1024",
    "51200, 0, 1024",
    "20480, 0, 512",
    "2048, 0, 256",
    "256, 0, 32",
    "0, 0, 0",
    "1000000, 300, 300",
    "256, 300, 300"
  })
  void whatMustBeFreeIsAPartOfTheDiskBetweenTwoBoundsUnlessItIsConfigured(
      long total, long configured, long least) {
    RoomMargins margins = RoomMargins.ofBytes(total * MEBIBYTE, configured * MEBIBYTE);

    assertThat(margins.least() / MEBIBYTE).isEqualTo(least);
    assertThat(margins.reserve()).isEqualTo(margins.least() / 2);
    assertThat(margins.near()).isGreaterThanOrEqualTo(margins.least());
  }

  @ParameterizedTest
  @CsvSource({"16000000, 200000", "1000000, 20000", "5000, 100", "0, 0"})
  void filesToo(long total, long least) {
    assertThat(RoomMargins.ofFiles(total).least()).isEqualTo(least);
  }

  @Test
  void aLookComesBeforeAFastJobCanHaveReachedTheReserve() {
    RoomMargins margins = RoomMargins.ofBytes(1_000_000 * MEBIBYTE, 0);
    long reserve = margins.reserve();

    assertThat(margins.pause(500_000 * MEBIBYTE)).isEqualTo(Duration.ofMillis(250));
    assertThat(margins.pause(Long.MAX_VALUE)).isEqualTo(Duration.ofMillis(250));
    assertThat(margins.pause(reserve + 256 * MEBIBYTE)).isEqualTo(Duration.ofMillis(125));
    assertThat(margins.pause(reserve + 1)).isEqualTo(Duration.ofMillis(10));
    assertThat(margins.pause(0)).isEqualTo(Duration.ofMillis(10));
  }
}
