package dev.handoff.gateway.roll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPositionTest {

  @Test
  void whatIsPackedIsUnpackedAgain() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      Map<Integer, Long> offsets = new HashMap<>();
      int partitions = random.nextInt(40);
      for (int partition = 0; partition < partitions; partition++) {
        offsets.put(partition, random.nextLong() >>> (1 + random.nextInt(62)));
      }
      StreamPosition position = new StreamPosition(offsets);
      assertThat(StreamPosition.unpack(position.pack())).as("seed " + seed).isEqualTo(position);
    }
  }

  @Test
  void sixteenPartitionsAreAShortText() {
    Map<Integer, Long> offsets = new HashMap<>();
    for (int partition = 0; partition < 16; partition++) {
      offsets.put(partition, 1_000_000L + partition);
    }

    assertThat(new StreamPosition(offsets).pack()).hasSizeLessThan(70).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void aPartitionThatIsNotNamedHasNotBegun() {
    assertThat(new StreamPosition(Map.of(3, 7L)).of(9)).isZero();
    assertThat(StreamPosition.unpack(new StreamPosition(Map.of(3, 7L)).pack()).of(3)).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "gA", "gICAgICAgICAgIA", "a b", "4711=", "____________"})
  void whatNoGatewayHasSentIsRefused(String text) {
    assertThatThrownBy(() -> StreamPosition.unpack(text))
        .hasMessage("the position must be an id that this stream has sent");
  }

  @Test
  void aPositionWithoutEndIsRefused() {
    assertThatThrownBy(() -> StreamPosition.unpack("A".repeat(80_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
