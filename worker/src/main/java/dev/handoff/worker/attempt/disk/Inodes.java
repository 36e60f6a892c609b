package dev.handoff.worker.attempt.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The number of files that a disk can hold, and how many more it can take. */
record Inodes(long total, long free) {

  private static final int WITHIN_SECONDS = 2;

  /**
   * Empty if the disk sets no limit, or it cannot be read. Starts a program, since Java has no API
   * for it.
   */
  static Optional<Inodes> of(Path folder) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("stat", "-f", "-c", "%c %d", "--", folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (!process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
          return Optional.empty();
        }
        byte[] said = process.getInputStream().readAllBytes();
        return parse(new String(said, StandardCharsets.US_ASCII));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException noSuchProgram) {
      return Optional.empty();
    }
  }

  /** Parses the output of {@code stat -f -c "%c %d"}. */
  static Optional<Inodes> parse(String said) {
    String[] words = said.strip().split(" ");
    if (words.length != 2 || !words[0].matches("\\d{1,18}") || !words[1].matches("\\d{1,18}")) {
      return Optional.empty();
    }
    Inodes inodes = new Inodes(Long.parseLong(words[0]), Long.parseLong(words[1]));
    return inodes.total() == 0 ? Optional.empty() : Optional.of(inodes);
  }
}
