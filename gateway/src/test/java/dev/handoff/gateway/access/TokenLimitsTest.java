package dev.handoff.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenLimitsTest {

  private static final Token ANN = new Token("ann", "aa", TokenRole.SUBMITTER, List.of());
  private static final Token BOB = new Token("bob", "bb", TokenRole.SUBMITTER, List.of());

  private final AtomicLong now = new AtomicLong(-7);
  private final TokenLimits limits = new TokenLimits(now::get);

  private static boolean[] times(int count, java.util.function.BooleanSupplier ask) {
    boolean[] answers = new boolean[count];
    IntStream.range(0, count).forEach(i -> answers[i] = ask.getAsBoolean());
    return answers;
  }

  @Test
  void aTokenHasSixtyFourStreams() {
    assertThat(times(64, () -> limits.openStream(ANN))).doesNotContain(false);
    assertThat(limits.openStream(ANN)).isFalse();
    assertThat(limits.openStream(BOB)).isTrue();
    assertThat(limits.openStreams()).isEqualTo(65);
  }

  @Test
  void aStreamThatIsClosedMakesRoomForOne() {
    times(64, () -> limits.openStream(ANN));

    limits.closeStream(ANN);

    assertThat(times(2, () -> limits.openStream(ANN))).containsExactly(true, false);
  }

  @Test
  void aTokenSubmitsTenTimesASecond() {
    assertThat(times(10, () -> limits.maySubmit(ANN))).doesNotContain(false);
    assertThat(limits.maySubmit(ANN)).isFalse();
    assertThat(limits.maySubmit(BOB)).isTrue();
  }

  @Test
  void aTenthOfASecondBringsOneSubmit() {
    times(10, () -> limits.maySubmit(ANN));

    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));

    assertThat(times(2, () -> limits.maySubmit(ANN))).containsExactly(true, false);
  }

  @Test
  void aLongRestBringsNoMoreThanOneSecondOfSubmits() {
    times(10, () -> limits.maySubmit(ANN));

    now.addAndGet(TimeUnit.HOURS.toNanos(100));

    assertThat(times(10, () -> limits.maySubmit(ANN))).doesNotContain(false);
    assertThat(limits.maySubmit(ANN)).isFalse();
  }
}
