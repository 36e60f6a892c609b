package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomBitsTest {

  @Test
  void noBitsAreGivenTwiceWhicheverThreadAsks() {
    Set<Long> seen = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 100_000).parallel().forEach(i -> seen.add(RandomBits.shared().nextLong()));

    assertThat(seen).hasSize(100_000);
  }

  @Test
  void everyBitIsSetAboutHalfTheTime() {
    int[] ones = new int[64];
    for (int i = 0; i < 20_000; i++) {
      long bits = RandomBits.shared().nextLong();
      for (int bit = 0; bit < 64; bit++) {
        ones[bit] += (int) (bits >>> bit & 1);
      }
    }

    assertThat(IntStream.of(ones)).allMatch(count -> count > 9_000 && count < 11_000);
  }

  @Test
  void aUuidSaysThatItIsRandom() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(RandomBits.shared().uuid().version()).isEqualTo(4);
      assertThat(RandomBits.shared().uuid().variant()).isEqualTo(2);
    }
  }
}
