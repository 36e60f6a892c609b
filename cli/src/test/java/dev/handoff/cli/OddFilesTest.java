package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands whose argument is not a file: each error names it and the reason. */
@TestInstance(Lifecycle.PER_CLASS)
class OddFilesTest {

  private static final String NOBODY = "--bootstrap-server=127.0.0.1:1";

  private Path folder;

  @BeforeAll
  void makeOddFiles(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("file"), "goal: x\n");
    Files.createSymbolicLink(folder.resolve("loop"), Path.of("other"));
    Files.createSymbolicLink(folder.resolve("other"), Path.of("loop"));
    Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
    Files.createDirectory(folder.resolve("folder"));
  }

  static Stream<Arguments> commandsAndFiles() {
    List<List<String>> commands =
        List.of(
            List.of("brief", "lint"),
            List.of("task", "--background", NOBODY),
            List.of("worker", "config", "check"),
            List.of("worker", NOBODY, "--config"),
            List.of("list", NOBODY, "--command-config"),
            List.of("list", NOBODY, "--signing-key"),
            List.of("list", NOBODY, "--trust"));
    List<String> files =
        List.of("missing", "folder", "file/x", "loop", "dangling", "n".repeat(300), "no/such");
    Stream<Arguments> read =
        commands.stream().flatMap(each -> files.stream().map(file -> Arguments.of(each, file)));
    Stream<Arguments> written =
        Stream.of("folder", "file/x", "loop", "n".repeat(300), "no/such")
            .map(file -> Arguments.of(List.of("brief", "new"), file));
    return Stream.concat(read, written);
  }

  @ParameterizedTest
  @MethodSource("commandsAndFiles")
  void whatIsWrongWithAFileIsSaidInWords(List<String> command, String file) {
    String[] words =
        Stream.concat(command.stream(), Stream.of(folder.resolve(file).toString()))
            .toArray(String[]::new);

    ProcessResult result = CommandRun.of(words);

    assertThat(result.stderr())
        .contains(file)
        .doesNotContain("Exception", "java.", "\tat ", "null", "defect");
    assertThat(result.exit()).isNotZero();
    assertThat(result.stdout()).isEmpty();
  }
}
