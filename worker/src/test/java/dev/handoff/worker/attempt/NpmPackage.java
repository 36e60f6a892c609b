package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A program from npm's registry, installed for tests below {@code target}. */
final class NpmPackage {

  private NpmPackage() {}

  /** The folder of its programs; installs it if that was not done before. */
  static Path installed(String name, String version) throws IOException {
    Path folder =
        Path.of("target", "agents", name.replaceAll("\\W+", "-") + "-" + version).toAbsolutePath();
    Path done = folder.resolve("installed");
    if (!Files.exists(done)) {
      Files.createDirectories(folder);
      ProcessBuilder npm =
          new ProcessBuilder("npm", "install", "--no-fund", "--no-audit", "--prefix");
      npm.command().addAll(List.of(folder.toString(), name + "@" + version));
      ProcessResult installed = ProcessRun.run(npm, Duration.ofMinutes(10));
      assertThat(installed.exit()).as(installed.stderr()).isZero();
      Files.createFile(done);
    }
    return folder.resolve("node_modules/.bin");
  }
}
