package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes files that a test runs. Another process writes them: what the JVM of the test has open for
 * writing, each process that another test starts at that moment inherits until it runs its program,
 * and Linux refuses to run a file that somebody has open for writing (execve(2), ETXTBSY).
 */
public final class ExecutableFile {

  private ExecutableFile() {}

  /** Writes it, or replaces its content, and lets everybody run it. Returns the file. */
  public static Path write(Path file, String content) throws IOException {
    Process writer =
        new ProcessBuilder("sh", "-c", "cat > \"$1\" && chmod 755 \"$1\"", "sh", "" + file)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    try (OutputStream input = writer.getOutputStream()) {
      input.write(content.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(writer.onExit().join().exitValue()).as("writing " + file).isZero();
    return file;
  }

  /** Writes the content of a text file to another file that everybody may run. */
  public static Path copy(Path from, Path to) throws IOException {
    return write(to, Files.readString(from));
  }
}
