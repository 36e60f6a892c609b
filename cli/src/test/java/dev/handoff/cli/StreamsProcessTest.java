package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose streams are closed; the table of environments has more cases. */
@ExtendWith(SharedHandoffExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(4)
class StreamsProcessTest {

  private HandoffProcess handoff;
  private Path gates;

  @BeforeAll
  void makeRepository(HandoffProcess shared, @TempDir Path folder) {
    gates = SharedHandoffExtension.gates(shared);
    TestRepository repository = TestRepository.in(folder.resolve("repository")).with("a", "b\n");
    repository.commit();
    handoff = shared.in(repository.path());
  }

  private String submit(String script) {
    ProcessResult task =
        handoff.run(
            "task", "--background", "--changes", "optional", "Print", "--", "sh", "-c", script);
    assertThat(task.exit()).as(task.stderr()).isZero();
    return task.stdout().strip();
  }

  /** Runs the command in a shell, which exits with its code. */
  private ProcessResult shell(String line, String... arguments) {
    List<String> words = new ArrayList<>(List.of("bash", "-c", line, "bash"));
    words.addAll(handoff.commandLine(arguments));
    return ProcessRun.run(handoff.inItsEnvironment(words), HandoffProcess.DEADLINE);
  }

  @Test
  void aCommandThatFollowsALogEndsWhenItsReaderHasLeft() throws IOException {
    Path gate = gates.resolve("streams-" + System.nanoTime());
    String job = submit("while [ ! -e %s ]; do echo tick; sleep 0.1; done".formatted(gate));
    try {
      ProcessResult followed =
          shell("\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "logs", "-f", job);

      assertThat(followed.exit()).as(followed.toString()).isZero();
      assertThat(followed.stdout()).isEqualTo("tick\n");
    } finally {
      Files.createFile(gate);
    }
  }

  @Test
  void logsTellTheLastFrameOfAProgressBarAndTheBytesIfAskedFor() {
    String job = submit("printf 'begin\\n10 %%\\r50 %%\\r100 %%\\nend'; exit 7");
    assertThat(handoff.run("await", job).exit()).isEqualTo(1);

    ProcessResult text = handoff.run("logs", job);
    ProcessResult raw = handoff.run("logs", "--raw", job);

    assertThat(text.stdout()).isEqualTo("begin\n100 %\nend");
    assertThat(raw.stdout()).isEqualTo("begin\n10 %\r50 %\r100 %\nend");
  }

  @Test
  void aBriefFromAClosedStdinIsRefusedInWords() {
    ProcessResult task = shell("exec \"$@\" </", "task", "-");

    assertThat(task.exit()).isEqualTo(5);
    assertThat(task.stderr()).startsWith("handoff: no brief can be read from stdin: ");
  }

  @Test
  void aBriefWithoutEndIsRefused() {
    ProcessResult task = shell("exec \"$@\" </dev/zero", "task", "-");

    assertThat(task.exit()).isEqualTo(5);
    assertThat(task.stderr()).contains("must be at most");
  }
}
