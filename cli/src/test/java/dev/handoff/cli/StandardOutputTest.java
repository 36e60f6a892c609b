package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardOutputTest {

  private static StandardOutput that(String fails) {
    return new StandardOutput(
        new OutputStream() {
          @Override
          public void write(int each) throws IOException {
            throw new IOException(fails);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"0, 125", "1, 1", "3, 3", "4, 4", "124, 124"})
  void anAnswerThatIsLostIsNoSuccessAndAFailureStaysWhatItIs(int verdict, int code) {
    StandardOutput stdout = that("No space left on device");

    assertThatIOException().isThrownBy(() -> stdout.write('a'));

    assertThat(stdout.exitCode(verdict)).isEqualTo(code);
  }

  @Test
  void aReaderThatWantsNoMoreIsServed() {
    StandardOutput stdout = that("Broken pipe");

    assertThatIOException().isThrownBy(() -> stdout.write('a'));

    assertThat(stdout.exitCode(0)).isZero();
  }
}
