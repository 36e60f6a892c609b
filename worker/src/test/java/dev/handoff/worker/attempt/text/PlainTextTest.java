package dev.handoff.worker.attempt.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainTextTest {

  @Test
  void escapesAndControlCharactersGo() {
    String dirty = "\u001b[31mred\u001b[0m\u001b]0;title\u0007 a\u0000b\u0008\tc\r\nd\re\u200b";

    assertThat(PlainText.clean(dirty)).isEqualTo("red ab\tc\nd\ne");
  }

  @Test
  void endOfBytesBeginsWithAWholeCharacter() {
    byte[] bytes = "üüü".getBytes(StandardCharsets.UTF_8);

    assertThat(PlainText.clean(bytes, 3)).isEqualTo("ü");
  }

  @Test
  void cutLeavesNoHalfOfACharacter() {
    assertThat(PlainText.cut("a😀", 2)).isEqualTo("a");
  }

  @Test
  void lastLinesAreTheLast() {
    assertThat(PlainText.lastLines("1\n2\n3", 2)).isEqualTo("2\n3");
  }
}
