package dev.handoff.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BeatChainTest {

  private final BeatChain chain = new BeatChain(LeaseSettings.DEFAULT, 0);

  @Test
  void whileBeatsAreAnsweredALeaseIsCertainUntilShortOfItsLapse() {
    chain.acknowledged(seconds(3), seconds(4));
    assertThat(chain.certainFor(0, seconds(4))).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aBeatIsWorthWhatItWasWhenItWasSentHoweverLateItsAnswerIs() {
    chain.acknowledged(seconds(1), seconds(7));
    assertThat(chain.silence(seconds(7))).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void afterAGapALeaseIsNotCertainThoughTheWorkerIsHeardAgain() {
    chain.acknowledged(seconds(30), seconds(30));
    assertThat(chain.certainFor(0, seconds(30))).isZero();
  }

  @Test
  void aLookAtTheLogAfterTheGapMakesALeaseCertainAgain() {
    chain.acknowledged(seconds(30), seconds(30));
    assertThat(chain.certainFor(seconds(31), seconds(31))).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void anAnswerThatComesTooLateIsAGapThoughItsBeatWasSentInTime() {
    chain.acknowledged(seconds(7), seconds(11));
    assertThat(chain.certainFor(0, seconds(11))).isZero();
  }

  @Test
  void silenceGoesOnOverAGapUntilTheLogWasAsked() {
    chain.acknowledged(seconds(30), seconds(30));
    assertThat(chain.silence(seconds(31))).isEqualTo(Duration.ofSeconds(31));
    chain.confirmed(chain.unbrokenSince());
    assertThat(chain.silence(seconds(31))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void anAnswerToWhoAskedBeforeTheLastGapConfirmsNothing() {
    chain.acknowledged(seconds(30), seconds(30));
    long firstGap = chain.unbrokenSince();
    chain.acknowledged(seconds(50), seconds(50));
    chain.confirmed(firstGap);
    assertThat(chain.silence(seconds(50))).isEqualTo(Duration.ofSeconds(50));
  }

  private static long seconds(long count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
