package dev.handoff.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.CommandRun;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class VersionTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void theVersionNamesKafkaAndJavaOnOneLine() {
    ProcessResult version = CommandRun.of("--version");

    assertThat(version.exit()).isZero();
    assertThat(version.stdout().lines()).hasSize(1);
    assertThat(version.stdout())
        .startsWith("handoff ")
        .contains("Kafka " + kafka())
        .contains("Java " + System.getProperty("java.version"));
  }

  private static String kafka() {
    String jar = Admin.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return jar.replaceFirst(".*/kafka-clients-(.*)\\.jar", "$1");
  }

  @Test
  void theVersionNamesTheCommitThatWasBuiltOrThatItIsUnknown() throws Exception {
    String version = CommandRun.of("--version").stdout();

    assertThat(version).contains("(commit " + commit());
  }

  /** Unknown if the sources are in no repository, for instance if they come from an archive. */
  private static String commit() throws Exception {
    if (!Files.exists(ROOT.resolve(".git"))) {
      return "unknown";
    }
    ProcessBuilder git = new ProcessBuilder("git", "rev-parse", "--short=12", "HEAD");
    ProcessResult head = ProcessRun.run(git.directory(ROOT.toFile()), Duration.ofSeconds(30));
    return head.exit() == 0 ? head.stdout().strip() : "unknown";
  }
}
