package dev.handoff.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The result of a short-lived program.
 *
 * @param said the first line of its stdout, or of its stderr if that is empty: variables such as
 *     GIT_TRACE make programs write to stderr
 */
record ProgramRun(int exit, String said) {

  private static final int BYTES = 4096;
  private static final long SECONDS = 5;

  /** Empty if the program is not installed. */
  static Optional<ProgramRun> of(List<String> command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command).redirectInput(Redirect.from(new File("/dev/null"))).start();
    } catch (IOException notInstalled) {
      return Optional.empty();
    }
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return Optional.of(new ProgramRun(-1, "it does not end"));
      }
      String said = firstLine(process.getInputStream());
      return Optional.of(
          new ProgramRun(
              process.exitValue(), said.isEmpty() ? firstLine(process.getErrorStream()) : said));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    String said = new String(in.readNBytes(BYTES), StandardCharsets.UTF_8).strip();
    return said.lines().findFirst().orElse("");
  }
}
