package dev.handoff.worker.steward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.lease.LeaseSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a steward may hold silence against anybody. By default a gap is longer than 3 s. */
class AttentionTest {

  private static final long BEGIN = seconds(100);
  private static final long BEAT = seconds(3);

  private final Attention attention = new Attention(LeaseSettings.DEFAULT, BEGIN);

  private static long seconds(long count) {
    return Duration.ofSeconds(count).toNanos();
  }

  @Test
  void atFirstNothingIsKnownToMove() {
    assertThat(attention.doesLogMove(BEGIN)).isFalse();
  }

  @Test
  void theLogMovesForABeatAfterItHasMoved() {
    attention.movedAfterGap(BEGIN);

    assertThat(attention.doesLogMove(BEGIN + BEAT)).isTrue();
    assertThat(attention.doesLogMove(BEGIN + BEAT + 1)).isFalse();
  }

  @Test
  void theFirstMoveIsOneAfterAGap() {
    assertThat(attention.movedAfterGap(BEGIN)).isTrue();
  }

  @Test
  void aMoveWithinABeatOfTheLastIsNoneAfterAGap() {
    attention.movedAfterGap(BEGIN);

    assertThat(attention.movedAfterGap(BEGIN + BEAT)).isFalse();
    assertThat(attention.movedAfterGap(BEGIN + 2 * BEAT + 1)).isTrue();
  }

  @Test
  void aStewardThatPausesForLongerThanABeatWasAway() {
    assertThat(attention.wasAway(BEGIN + BEAT)).isFalse();
    assertThat(attention.wasAway(BEGIN + BEAT + 1)).isTrue();
  }

  @Test
  void aStewardThatHasTickedIsThereAgain() {
    attention.ticked(BEGIN + seconds(10));

    assertThat(attention.wasAway(BEGIN + seconds(10) + BEAT)).isFalse();
    assertThat(attention.wasAway(BEGIN + seconds(10) + BEAT + 1)).isTrue();
  }
}
