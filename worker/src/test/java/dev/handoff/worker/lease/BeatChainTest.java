package dev.handoff.worker.lease;

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

  @Test
  void anAnswerAfterExactlyWhatIsSureIsNoGap() {
    chain.acknowledged(seconds(7), seconds(8));

    assertThat(chain.unbrokenSince()).isZero();
    assertThat(chain.silence(seconds(8))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void anAnswerANanosecondLaterIsAGap() {
    chain.acknowledged(seconds(7), seconds(8) + 1);

    assertThat(chain.unbrokenSince()).isEqualTo(8_000_000_001L);
  }

  /** A monotonic clock may begin anywhere. */
  @Test
  void theChainBeginsUnbrokenWhateverTheClockShows() {
    BeatChain late = new BeatChain(LeaseSettings.DEFAULT, seconds(100));

    late.acknowledged(seconds(103), seconds(104));

    assertThat(late.unbrokenSince()).isEqualTo(seconds(100));
    assertThat(late.age(seconds(105))).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void itsAgeIsThatOfTheLastBeatThoughALongGapIsBeforeIt() {
    chain.acknowledged(seconds(30), seconds(30));

    assertThat(chain.age(seconds(31))).isEqualTo(Duration.ofSeconds(1));
  }

  private static long seconds(long count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
