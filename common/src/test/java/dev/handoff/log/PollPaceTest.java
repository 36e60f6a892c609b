package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollPaceTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int FEW = 3;
  private static final int FULL = 500;

  private final PollPace prompt = PollPace.prompt(0);
  private final PollPace leisurely = PollPace.leisurely(0);
  private long now;

  @Test
  void aBurstIsFollowedAtOnce() {
    assertThat(delaysOf(prompt, 50, FEW)).isZero();
  }

  @Test
  void theEventsOfSingleJobsAreNeverKeptWaiting() {
    for (int job = 0; job < 1_000; job++) {
      now += 4 * MILLI;
      assertThat(delaysOf(prompt, 3, 1)).isZero();
    }
  }

  @Test
  void manyPollsInARowAreAThousandASecond() {
    delaysOf(prompt, 50, FEW);

    assertThat(delaysOf(prompt, 1_000, FEW)).isCloseTo(1_000 * MILLI, within(MILLI));
  }

  @Test
  void afterAQuietMomentABurstIsFollowedAtOnceAgain() {
    delaysOf(prompt, 1_000, FEW);
    now += 51 * MILLI;

    assertThat(delaysOf(prompt, 50, FEW)).isZero();
    assertThat(delaysOf(prompt, 1, FEW)).isPositive();
  }

  @Test
  void whoIsWaitedForByNobodyPollsTwentyTimesASecond() {
    delaysOf(leisurely, 1, FEW);

    assertThat(delaysOf(leisurely, 20, FEW)).isEqualTo(1_000 * MILLI);
  }

  @Test
  void whoIsBehindPollsAtOnce() {
    delaysOf(leisurely, 10, FEW);

    assertThat(delaysOf(leisurely, 1_000, FULL)).isZero();
  }

  @Test
  void aPollThatBroughtNothingWaitedAtTheBrokerAlready() {
    delaysOf(leisurely, 10, FEW);

    assertThat(delaysOf(leisurely, 10, 0)).isZero();
  }

  /** Waits each time as it is told; altogether in nanoseconds. */
  private long delaysOf(PollPace pace, int polls, int records) {
    long total = 0;
    for (int i = 0; i < polls; i++) {
      long delay = pace.delayAfterPoll(records, now);
      now += delay;
      total += delay;
    }
    return total;
  }
}
