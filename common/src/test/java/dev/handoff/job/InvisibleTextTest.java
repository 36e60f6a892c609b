package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvisibleTextTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x1b, 0x7f, 0x9b, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180b, 0x180e,
        0x200b, 0x200d, 0x200e, 0x2028, 0x202e, 0x2060, 0x2066, 0x2800, 0x3164, 0xd800, 0xfe0f,
        0xfeff, 0xffa0, 0xe0001, 0xe0041, 0xe0101
      })
  void characterThatNobodySeesIsRemovedAndEscapedInJson(int point) {
    String hidden = "a" + Character.toString(point) + "b";

    assertThat(InvisibleText.removed(hidden)).isEqualTo("ab");
    assertThat(InvisibleText.escapedJson(hidden)).matches("a(\\\\u[0-9a-f]{4}){1,2}b");
  }

  @Test
  void textThatPeopleSeeStaysAsItIs() {
    String seen = "tab\tline\nü é 日本語 \ud83d\ude00 ~";

    assertThat(InvisibleText.removed(seen)).isEqualTo(seen);
    assertThat(InvisibleText.escapedJson(seen)).isEqualTo(seen);
  }
}
