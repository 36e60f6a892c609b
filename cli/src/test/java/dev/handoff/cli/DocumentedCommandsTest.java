package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** This build accepts every command line that a page shows. */
class DocumentedCommandsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "README.md, 8",
    "docs/for-agents.md, 8",
    "docs/signatures.md, 6",
    "docs/coming-from-codex-companion.md, 15",
    "cli/src/main/resources/dev/handoff/cli/skill.md, 8",
  })
  void aPageShowsOnlyCommandsThatExist(String page, int atLeast) throws Exception {
    List<String[]> commands =
        new DocumentedCommands(folder).in(Files.readString(Path.of("..").resolve(page)));

    assertThat(commands).hasSizeGreaterThanOrEqualTo(atLeast);
    assertThat(commands)
        .allSatisfy(
            command ->
                assertThatCode(() -> take(command))
                    .as(String.join(" ", command))
                    .doesNotThrowAnyException());
  }

  /** A command's bare name is a mention of it; anything more is a command line. */
  private static void take(String[] words) {
    CommandLine handoff = Handoff.commandLine(words);
    CommandLine named = handoff;
    int names = 0;
    while (names < words.length && named.getSubcommands().containsKey(words[names])) {
      named = named.getSubcommands().get(words[names++]);
    }
    if (names == 0 || names < words.length) {
      handoff.parseArgs(words);
    }
  }

  @Test
  void aPagesCommandsAreTheWordsThatAShellMakesOfThem() throws Exception {
    String page =
        """
        Text with `handoff status ID` and `handoff local start|stop`.

        ```sh
        id=$(./handoff task --background "a 'b' c" \\
          --include 'src/**')   # a comment
        handoff await "$id" && git status
        ```
        """;

    List<String[]> commands = new DocumentedCommands(folder).in(page);

    String id = "task-01k2z5x4n8q7m6p3r9t1v0w2y4";
    assertThat(commands)
        .containsExactly(
            new String[] {"task", "--background", "a 'b' c", "--include", "src/**"},
            new String[] {"await", id},
            new String[] {"status", id});
  }
}
