package dev.handoff.cli.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

  private final LogText text = new LogText();

  private String of(String part) {
    return text.of(part.getBytes(UTF_8));
  }

  /** The whole text, from parts of one byte. */
  private static String inSinglePieces(String all) {
    LogText text = new LogText();
    StringBuilder told = new StringBuilder();
    for (byte each : all.getBytes(UTF_8)) {
      told.append(text.of(new byte[] {each}));
    }
    return told.append(text.rest()).toString();
  }

  private static String atOnce(String all) {
    LogText text = new LogText();
    return text.of(all.getBytes(UTF_8)) + text.rest();
  }

  @Test
  void aCharacterThatTwoPartsShareIsWhole() {
    assertThat(inSinglePieces("a příběh")).isEqualTo("a příběh");
  }

  @Test
  void whatIsNoTextIsReplacedAndTheRestStays() {
    assertThat(text.of(new byte[] {'a', (byte) 0xff, 'b', 27, 'c'})).isEqualTo("a\ufffdbc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "red: \u001b[1;31mred\u001b[0m.\n",
        "\u001b]0;a title\u0007red: red.\n",
        "\u001b]8;;http://there\u001b\\red: \u001b[Kred\u001b]8;;\u001b\\.\n"
      })
  void anEscapeSequenceThatTwoPartsShareIsTakenOutWhole(String written) {
    assertThat(inSinglePieces(written)).isEqualTo("red: red.\n");
  }

  @Test
  void anEscapeSequenceThatNeverEndsHoldsUpNothing() {
    String title = "\u001b]0;" + "x".repeat(5000);

    assertThat(of(title + "\n")).endsWith("x\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 %\r50 %\r100 %\n",
        "\r10 %\r100 %\r\n",
        "10 %\u001b[1G\u001b[0K50 %\u001b[G\u001b[2K100 %\n",
        "\r\r\u001b[K100 %\n"
      })
  void ofAProgressBarTheLastFrameStays(String written) {
    assertThat(atOnce(written)).isEqualTo("100 %\n");
  }

  @Test
  void aProgressBarWaitsForItsEndAndWhatStandsThereIsKnown() {
    assertThat(of("begin\n\r10 %")).isEqualTo("begin\n");
    assertThat(of("\r20 %")).isEmpty();
    assertThat(text.held()).isEqualTo("20 %");
    assertThat(of("\r30 %\nend\n")).isEqualTo("30 %\nend\n");
  }

  @Test
  void theFrameBehindOneThatWasToldStandsInALineOfItsOwn() {
    assertThat(of("Continue? ")).isEqualTo("Continue? ");
    assertThat(of("\rNo.")).isEmpty();
    assertThat(of("\n")).isEqualTo("\nNo.\n");
  }

  @Test
  void whatWasNotOverAtTheEndIsTold() {
    assertThat(of("10 %\r50 %")).isEmpty();
    assertThat(text.rest()).isEqualTo("50 %");
    assertThat(text.rest()).isEmpty();
  }

  @Test
  void aBarThatTakesItselfAwayLeavesItsLastFrame() {
    assertThat(atOnce("50 %\r100 %\r")).isEqualTo("100 %");
  }

  @Test
  void linesOfAnotherSystemEndAsOurs() {
    assertThat(inSinglePieces("one\r\ntwo\r\n")).isEqualTo("one\ntwo\n");
  }

  @Test
  void aFrameThatIsNoProgressBarIsNotHeld() {
    String long1 = "x".repeat(70_000);

    assertThat(of("\r" + long1)).isEqualTo(long1);
  }
}
