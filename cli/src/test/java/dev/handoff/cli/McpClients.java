package dev.handoff.cli;

import dev.handoff.testkit.NpmFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Scripts with the official clients of npm, in a folder with their packages. */
final class McpClients {

  private static final Path SOURCES = Path.of("src", "test", "resources", "mcp");
  private static final Path FOLDER = Path.of("target", "mcp-clients").toAbsolutePath();

  private McpClients() {}

  static Path folder() {
    return FOLDER;
  }

  /** Skips the test where they cannot be had, and says why. */
  static void install() {
    try {
      NpmFolder.install(SOURCES, FOLDER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
