package dev.handoff.cli;

import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

/** The home of a user of the tests' own; closing it stops its local default and removes it. */
final class TestHome implements AutoCloseable {

  private final HandoffProcess handoff;

  TestHome() {
    try {
      handoff = HandoffProcess.at(Files.createTempDirectory("handoff-home").toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HandoffProcess handoff() {
    return handoff;
  }

  @Override
  public void close() {
    try {
      handoff.stopLocal();
    } finally {
      // By rm: a JVM in the C locale cannot spell the names of some posts.
      ProcessRun.run(
          new ProcessBuilder("rm", "-rf", handoff.home().toString()), Duration.ofSeconds(30));
    }
  }
}
