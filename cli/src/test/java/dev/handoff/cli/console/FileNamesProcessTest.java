package dev.handoff.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.HandoffProcess;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command without the launcher, in a locale that lacks letters. */
class FileNamesProcessTest {

  @TempDir Path home;

  /** A shell writes the names, since the JVM of the tests may have such a locale itself. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"$@\" brief lint br${letter}f.yaml",
        "\"$@\" brief new --template t$letter new.yaml",
        "mkdir f$letter; cd f$letter; \"$@\" brief new new.yaml",
        "export HOME=$HOME/h$letter XDG_STATE_HOME=; \"$@\" local status",
      })
  void aLetterThatIsLostIsNamedWithTheRemedy(String script) {
    HandoffProcess handoff = HandoffProcess.at(home);
    ProcessBuilder shell =
        handoff.inItsEnvironment(
            new ArrayList<>(List.of("sh", "-c", "letter=$(printf '\\303\\257'); " + script, "sh")));
    shell.command().addAll(handoff.commandLine());
    shell.environment().put("LC_ALL", "C");

    ProcessResult result = ProcessRun.run(shell, HandoffProcess.DEADLINE);

    assertThat(result.exit()).as(result.toString()).isEqualTo(ExitCode.USAGE);
    assertThat(result.stderr())
        .hasLineCount(1)
        .startsWith("handoff: ")
        .contains(" cannot be decoded here: ", "such as C.UTF-8");
  }
}
