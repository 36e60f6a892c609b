package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SilenceTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Silence silence = new Silence(0);
  private long now;
  private double answers;

  private void look(int times, int answersEach) {
    for (int i = 0; i < times; i++) {
      now += SECOND;
      answers += answersEach;
      silence.looked(answers, now);
    }
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(silence.at(now));
  }

  @Test
  void whoIsAnsweredHearsNoSilence() {
    look(100, 1);

    assertThat(seconds()).isZero();
  }

  @Test
  void looksWithoutAnAnswerAddUpUntilOneComes() {
    look(3, 1);
    look(12, 0);
    assertThat(seconds()).isEqualTo(12);

    look(1, 1);

    assertThat(seconds()).isZero();
  }

  @Test
  void theLookThatGoesOnCountsToo() {
    look(4, 0);

    now += SECOND;

    assertThat(seconds()).isEqualTo(5);
  }

  @Test
  void theTimeInWhichThisProcessWasSuspendedProvesNothing() {
    look(3, 1);

    now += 3600 * SECOND;

    assertThat(seconds()).isLessThanOrEqualTo(2);
  }

  @Test
  void notTheChangeOfTheClientButItsFirstAnswerEndsTheSilence() {
    look(1, 9);
    look(6, 0);

    silence.changedClient();
    answers = 0;
    look(1, 0);
    assertThat(seconds()).isEqualTo(7);
    look(1, 9);

    assertThat(seconds()).isZero();
  }
}
