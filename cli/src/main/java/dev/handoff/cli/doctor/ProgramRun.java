package dev.handoff.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a short-lived program said.
 *
 * @param said the first line of it, stderr included
 */
record ProgramRun(int exit, String said) {

  private static final int BYTES = 4096;
  private static final long SECONDS = 5;

  /** Empty if it is not installed. */
  static Optional<ProgramRun> of(List<String> command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectErrorStream(true)
              .start();
    } catch (IOException notInstalled) {
      return Optional.empty();
    }
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return Optional.of(new ProgramRun(-1, "it does not end"));
      }
      byte[] out = process.getInputStream().readNBytes(BYTES);
      String said = new String(out, StandardCharsets.UTF_8).strip();
      return Optional.of(new ProgramRun(process.exitValue(), said.lines().findFirst().orElse("")));
    } finally {
      process.destroyForcibly();
    }
  }
}
