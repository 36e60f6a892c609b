package dev.handoff.worker.attempt.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.attempt.disk.Overuse.Growth;
import java.util.List;
import org.junit.jupiter.api.Test;

class OveruseTest {

  private static final long RESERVE = 80;

  private static String most(long lost, Growth... growths) {
    return Overuse.most(lost, RESERVE, List.of(growths)).map(Growth::attempt).orElse("nobody");
  }

  private static Growth of(String attempt, long grown) {
    return new Growth(attempt, grown);
  }

  @Test
  void theOneThatHasGrownMostIsToBlame() {
    assertThat(most(300, of("a", 50), of("b", 200), of("c", -20))).isEqualTo("b");
  }

  @Test
  void ofTwoThatHaveGrownAlikeItIsTheLater() {
    assertThat(most(300, of("a", 150), of("b", 150), of("c", 0))).isEqualTo("b");
  }

  @Test
  void manySmallOnesAreToBlameTogetherAndOneOfThemEnds() {
    assertThat(most(100, of("a", 20), of("b", 21), of("c", 19), of("d", 20))).isEqualTo("b");
  }

  @Test
  void nobodyIsIfMostOfWhatIsGoneIsNotTheirs() {
    assertThat(most(300, of("a", 50), of("b", 90))).isEqualTo("nobody");
    assertThat(most(300)).isEqualTo("nobody");
  }

  @Test
  void nobodyIsIfNothingIsGone() {
    assertThat(most(0, of("a", 500))).isEqualTo("nobody");
    assertThat(most(-100, of("a", 500))).isEqualTo("nobody");
  }

  @Test
  void nobodyIsForSoLittleThatItFillsNoDisk() {
    assertThat(most(9, of("a", 9))).isEqualTo("nobody");
    assertThat(most(11, of("a", 11))).isEqualTo("a");
  }

  @Test
  void oneThatCannotBeMeasuredCountsAsTheOneThatHasGrownMost() {
    assertThat(most(300, of("a", 200), of("b", Growth.UNKNOWN))).isEqualTo("b");
    assertThat(most(300, of("a", Growth.UNKNOWN), of("b", Growth.UNKNOWN), of("c", 9)))
        .isEqualTo("b");
  }
}
