package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The environment of a command does not change its output. */
@ExtendWith(SharedHandoffExtension.class)
class SurroundingsProcessTest {

  private static final String VARIABLE = "TRACEPARENT";

  /** Arabic has its own digits, and GIT_TRACE makes git print more. */
  @Test
  void doctorReadsAndWritesNumbersWhateverTheLanguageAndTheTraces(HandoffProcess handoff) {
    List<String> words = new ArrayList<>(handoff.commandLine("doctor"));
    words.addAll(1, List.of("-Duser.language=ar", "-Duser.country=EG"));
    ProcessBuilder doctor = handoff.inItsEnvironment(words);
    doctor.environment().put("GIT_TRACE", "1");

    ProcessResult result = ProcessRun.run(doctor, HandoffProcess.DEADLINE);

    assertThat(result.stdout())
        .as(result.toString())
        .containsPattern("ok +git +[2-9]\\.")
        .containsPattern("ok +clock +[0-9]+\\.[0-9] s")
        .contains("the local process runs since ");
  }

  @Test
  void aJobBelongsToTheTraceOfItsCaller(HandoffProcess shared, @TempDir Path folder)
      throws IOException {
    TestRepository source = TestRepository.in(folder).with("file", "here\n");
    source.commit();
    HandoffProcess handoff = shared.in(source.path());
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-";
    List<String> words =
        handoff.commandLine("task", "--changes", "optional", "Trace", "--", "printenv", VARIABLE);
    ProcessBuilder task = handoff.inItsEnvironment(words);
    task.environment().put(VARIABLE, trace + "00f067aa0ba902b7-01");

    ProcessResult result = ProcessRun.run(task, HandoffProcess.DEADLINE);

    assertThat(result.exit()).as(result.toString()).isZero();
    assertThat(result.stderr())
        .containsPattern("(?m)^" + trace + "[0-9a-f]{16}-01$")
        .doesNotContain("00f067aa0ba902b7");
  }

  @Test
  void aRelativeHomeIsNotBelieved(HandoffProcess handoff) {
    ProcessBuilder status = handoff.inItsEnvironment(handoff.commandLine("local", "status"));
    status.environment().put("HOME", "nowhere");

    ProcessResult result = ProcessRun.run(status, HandoffProcess.DEADLINE);

    assertThat(result.exit()).as(result.toString()).isZero();
    assertThat(handoff.folder().resolve("nowhere")).doesNotExist();
  }
}
