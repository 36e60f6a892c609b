package dev.handoff.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
  @CsvSource({
    "OTHER, 0, true, 125",
    "OTHER, 0, false, 125",
    "OTHER, 1, true, 1",
    "OTHER, 124, false, 124",
    "PIPE, 0, true, 0",
    "PIPE, 0, false, 0",
    "PIPE, 3, true, 3",
    "CLOSED, 0, true, 0",
    "CLOSED, 0, false, 125",
    "CLOSED, 4, true, 4"
  })
  void anAnswerThatIsLostIsNoSuccessUnlessNobodyWantedIt(
      StandardTarget target, int exit, boolean isVerdict, int code) {
    StandardOutput stdout = that("whatever the system says");

    assertThatIOException().isThrownBy(() -> stdout.write('a'));

    assertThat(stdout.exitCode(exit, isVerdict, target)).isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource(StandardTarget.class)
  void whatWasWrittenChangesNothing(StandardTarget target) throws IOException {
    StandardOutput stdout = new StandardOutput(OutputStream.nullOutputStream());

    stdout.write('a');

    assertThat(stdout.exitCode(0, true, target)).isZero();
  }

  @Test
  void aTargetIsKnownByWhatItIs(@TempDir Path folder) throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();

    assertThat(StandardTarget.of(fifo)).isEqualTo(StandardTarget.PIPE);
    assertThat(StandardTarget.of(Path.of("/dev/null"))).isEqualTo(StandardTarget.CLOSED);
    assertThat(StandardTarget.of(Path.of("/dev/fd/9999"))).isEqualTo(StandardTarget.CLOSED);
    assertThat(StandardTarget.of(Files.createFile(folder.resolve("file"))))
        .isEqualTo(StandardTarget.OTHER);
  }
}
