package dev.handoff.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.gateway.GatewayReader;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the image that makes the compose file's gateway a file with a first token. */
class GatewayTokenScriptTest {

  private static final Pattern BOARD =
      Pattern.compile("http://localhost:9470/#token=(handoff_\\S+)");

  @TempDir private Path folder;

  @Test
  void aTokenIsMadeAndPrintedOnceAndItsFileIsTheOwners() throws IOException {
    Files.writeString(file(".new"), "tokens: what a start left that was cut off\n");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    ProcessResult first =
        run(
            "exec '%s' -cp '%s' dev.handoff.cli.Handoff \"$@\"",
            java, System.getProperty("java.class.path"));
    byte[] made = Files.readAllBytes(file(""));
    ProcessResult second = run("exit 9");

    Matcher board = BOARD.matcher(first.stdout());
    assertThat(board.find()).as("%s", first).isTrue();
    GatewaySettings settings = new GatewayReader(folder).read(file(""), null);
    assertThat(settings.tokens().of(board.group(1))).isPresent();
    assertThat(settings.isBehindProxy()).isTrue();
    assertThat(settings.address()).hasToString("0.0.0.0:9470");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(""))))
        .isEqualTo("rw-------");
    assertThat(second.exit()).as("%s", second).isZero();
    assertThat(second.stdout()).doesNotContain("handoff_");
    assertThat(Files.readAllBytes(file(""))).isEqualTo(made);
    assertThat(file(".new")).doesNotExist();
  }

  @Test
  void aTokenThatCannotBeMadeLeavesNoFileAndSaysWhy() throws IOException {
    ProcessResult failed = run("echo no room >&2; exit 5");

    assertThat(failed.exit()).isNotZero();
    assertThat(failed.stderr()).contains("no room");
    assertThat(failed.stdout()).isEmpty();
    assertThat(file("")).doesNotExist();
  }

  private Path file(String end) {
    return folder.resolve("gateway.yaml" + end);
  }

  /** Runs it beside a command that does this. */
  private ProcessResult run(String command, Object... words) throws IOException {
    Path script = folder.resolve("gateway-token");
    Path handoff = folder.resolve("handoff");
    ExecutableFile.copy(OperationFiles.FOLDER.resolve("container/gateway-token"), script);
    ExecutableFile.write(handoff, "#!/bin/sh\n" + command.formatted(words) + "\n");
    return ProcessRun.run(
        new ProcessBuilder("bash", script.toString(), file("").toString()), Duration.ofSeconds(60));
  }
}
