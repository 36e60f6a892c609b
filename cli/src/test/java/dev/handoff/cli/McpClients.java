package dev.handoff.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Scripts with the official clients of npm, in a folder with their packages. A test that asks for
 * them is skipped where they cannot be had, and says why.
 */
final class McpClients {

  private static final Path FOLDER = Path.of("target", "mcp-clients").toAbsolutePath();
  private static final Duration INSTALLED = Duration.ofMinutes(3);
  private static final String LOCK = "package-lock.json";

  private static final List<String> SCRIPTS =
      List.of(
          "session.mjs",
          "sdk.mjs",
          "client.mjs",
          "tasks.mjs",
          "tasks-http.mjs",
          "node20.mjs",
          "expected-failures.yaml");

  private McpClients() {}

  static Path folder() {
    return FOLDER;
  }

  /** Once for each lock file. */
  static synchronized void install() {
    assumeThat(isThere("node") && isThere("npm")).as("node and npm are installed").isTrue();
    ProcessResult version = ProcessRun.run(new ProcessBuilder("node", "--version"), INSTALLED);
    assumeThat(version.stdout())
        .as("Node.js 20 or later")
        .matches("v([2-9][0-9]|[1-9][0-9]{2})\\.(?s:.*)");
    try {
      Files.createDirectories(FOLDER);
      for (String name : SCRIPTS) {
        copy(name);
      }
      Path installed = FOLDER.resolve("installed");
      byte[] wanted = copy(LOCK);
      copy("package.json");
      if (Files.exists(installed) && Arrays.equals(Files.readAllBytes(installed), wanted)) {
        return;
      }
      ProcessResult npm =
          ProcessRun.run(
              new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                  .directory(FOLDER.toFile()),
              INSTALLED);
      assumeThat(npm.exit()).as("npm has the clients: " + npm.stderr()).isZero();
      Files.write(installed, wanted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] copy(String name) throws IOException {
    Path copy = FOLDER.resolve(name);
    try (InputStream in = McpClients.class.getResourceAsStream("/mcp/" + name)) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return Files.readAllBytes(copy);
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
