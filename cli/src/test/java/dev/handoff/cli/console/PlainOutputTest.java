package dev.handoff.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainOutputTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({
    "a\u001b[2Jb, a[2Jb",
    "a\u009b31m\u0085b\u007f\u0000, a31mb",
    "'a\tb', 'a\tb'",
    "příběh 築地 … © Â £, příběh 築地 … © Â £"
  })
  void controlCharactersAreLeftOut(String text, String plain) {
    new PrintStream(new PlainOutput(bytes), true, UTF_8).print(text);

    assertThat(bytes.toString(UTF_8)).isEqualTo(plain);
  }

  @Test
  void aCharacterThatComesInPartsIsOne() throws Exception {
    PlainOutput out = new PlainOutput(bytes);
    for (byte each : "©\u009b\n£".getBytes(UTF_8)) {
      out.write(each);
    }

    assertThat(bytes.toString(UTF_8)).isEqualTo("©\n£");
  }

  @Test
  void aTraceOfAFailureGivesNoOrders() {
    new IllegalStateException("\u001b[31mred")
        .printStackTrace(new PrintStream(new PlainOutput(bytes), true, UTF_8));

    assertThat(bytes.toString(UTF_8)).startsWith("java.lang.IllegalStateException: [31mred\n\tat ");
  }
}
