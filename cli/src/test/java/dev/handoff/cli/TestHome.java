package dev.handoff.cli;

import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

/** A home for a user of the tests; close stops its local default and deletes it. */
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
      // Uses rm: a JVM in the C locale cannot represent the names of some posts.
      ProcessRun.run(
          new ProcessBuilder("rm", "-rf", handoff.home().toString()), Duration.ofSeconds(30));
    }
  }
}
