package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollPaceTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final PollPace pace = new PollPace(0);
  private long now;

  @Test
  void aBurstIsFollowedAtOnce() {
    assertThat(delaysOf(50)).isZero();
  }

  @Test
  void theEventsOfSingleJobsAreNeverKeptWaiting() {
    for (int job = 0; job < 1_000; job++) {
      now += 15 * MILLI;
      assertThat(delaysOf(3)).isZero();
    }
  }

  @Test
  void manyPollsInARowAreTwoHundredASecond() {
    delaysOf(50);

    assertThat(delaysOf(200)).isEqualTo(1_000 * MILLI);
  }

  @Test
  void afterAQuietMomentABurstIsFollowedAtOnceAgain() {
    delaysOf(1_000);
    now += 250 * MILLI;

    assertThat(delaysOf(50)).isZero();
    assertThat(delaysOf(1)).isPositive();
  }

  /** Waits each time as it is told; altogether in nanoseconds. */
  private long delaysOf(int polls) {
    long total = 0;
    for (int i = 0; i < polls; i++) {
      long delay = pace.delayAfterPoll(now);
      now += delay;
      total += delay;
    }
    return total;
  }
}
