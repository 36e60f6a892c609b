package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void theScriptIsOneThatBashAccepts(String shell) throws Exception {
    ProcessResult script = CommandRun.of("completion", shell);

    ProcessResult check = bash("-n", write(script.stdout()).toString());

    assertThat(script.exit()).isZero();
    assertThat(script.stderr()).isEmpty();
    assertThat(check.exit()).as(check.stderr()).isZero();
  }

  @Test
  void anUnknownShellIsAUsageError() {
    assertThat(CommandRun.of("completion", "fish").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aCommandIsCompleted() throws Exception {
    assertThat(completed("handoff", "awa")).containsExactly("await");
    assertThat(completed("handoff", "dead")).containsExactly("dead-letters");
  }

  @Test
  void anOptionOfACommandIsCompleted() throws Exception {
    assertThat(completed("handoff", "await", "--timeout-")).containsExactly("--timeout-ms");
  }

  @Test
  void whatACommandTakesIsCompleted() throws Exception {
    assertThat(completed("handoff", "brief", "sche")).containsExactly("schema");
    assertThat(completed("handoff", "context", "use", "loc")).containsExactly("local");
    assertThat(completed("handoff", "await", "--context", "loc")).containsExactly("local");
    assertThat(completed("handoff", "completion", "z")).containsExactly("zsh");
  }

  /** What bash offers for the last word, as it asks for it when Tab is pressed. */
  private List<String> completed(String... words) throws IOException {
    Path script = write(CommandRun.of("completion", "bash").stdout());
    String line = String.join(" ", words);
    String ask =
        """
        compopt() { :; } # works only while a key is handled
        source %s
        COMP_LINE='%s' COMP_POINT=%d COMP_WORDS=(%s) COMP_CWORD=%d
        _complete_handoff
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(script, line, line.length(), line, words.length - 1);
    ProcessResult answer = bash("-c", ask);
    assertThat(answer.stderr()).isEmpty();
    return answer.stdout().lines().map(String::strip).filter(word -> !word.isEmpty()).toList();
  }

  private Path write(String script) throws IOException {
    return Files.writeString(folder.resolve("handoff.completion"), script);
  }

  private static ProcessResult bash(String... arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = "bash";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return ProcessRun.run(new ProcessBuilder(words), DEADLINE);
  }
}
