package dev.handoff.worker.steward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.lease.LeaseSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a steward may hold silence against anybody. By default a gap is longer than 3 s. */
class SilenceClockTest {

  private static final long BEGIN = seconds(100);
  private static final long BEAT = seconds(3);

  private final SilenceClock silenceClock = new SilenceClock(LeaseSettings.DEFAULT, BEGIN);

  private static long seconds(long count) {
    return Duration.ofSeconds(count).toNanos();
  }

  @Test
  void atFirstNothingIsKnownToMove() {
    assertThat(silenceClock.mayJudge(BEGIN)).isFalse();
  }

  @Test
  void theLogMovesForABeatAfterItHasMoved() {
    silenceClock.movedAfterGap(BEGIN);

    assertThat(silenceClock.mayJudge(BEGIN + BEAT)).isTrue();
    assertThat(silenceClock.mayJudge(BEGIN + BEAT + 1)).isFalse();
  }

  @Test
  void theFirstMoveIsOneAfterAGap() {
    assertThat(silenceClock.movedAfterGap(BEGIN)).isTrue();
  }

  @Test
  void aMoveWithinABeatOfTheLastIsNoneAfterAGap() {
    silenceClock.movedAfterGap(BEGIN);

    assertThat(silenceClock.movedAfterGap(BEGIN + BEAT)).isFalse();
    assertThat(silenceClock.movedAfterGap(BEGIN + 2 * BEAT + 1)).isTrue();
  }

  @Test
  void aStewardThatPausesForLongerThanABeatWasAway() {
    assertThat(silenceClock.pausedSinceLastTick(BEGIN + BEAT)).isFalse();
    assertThat(silenceClock.pausedSinceLastTick(BEGIN + BEAT + 1)).isTrue();
  }

  @Test
  void aStewardThatHasTickedIsThereAgain() {
    silenceClock.ticked(BEGIN + seconds(10));

    assertThat(silenceClock.pausedSinceLastTick(BEGIN + seconds(10) + BEAT)).isFalse();
    assertThat(silenceClock.pausedSinceLastTick(BEGIN + seconds(10) + BEAT + 1)).isTrue();
  }
}
