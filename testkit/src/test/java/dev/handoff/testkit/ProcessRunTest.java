package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @Test
  void keepsTheOutputsApart() {
    ProcessResult result = ProcessRun.run(shell("echo out; echo err >&2; exit 3"), DEADLINE);

    assertThat(result).isEqualTo(new ProcessResult(3, "out\n", "err\n"));
  }

  @Test
  void passesInputFolderAndEnvironmentOn(@TempDir Path folder) throws Exception {
    ProcessBuilder builder = shell("cat; pwd -P; echo $GREETING").directory(folder.toFile());
    builder.environment().put("GREETING", "hello");
    try (ProcessRun run = ProcessRun.start(builder, "typed\n")) {
      assertThat(run.awaitExit(DEADLINE).stdout())
          .isEqualTo("typed\n" + folder.toRealPath() + "\nhello\n");
    }
  }

  @Test
  void killsTheWholeTreeAtTheDeadlineAndShowsBothOutputs() {
    ProcessBuilder builder = shell("sleep 600 & echo $!; echo waiting >&2; wait");
    try (ProcessRun run = ProcessRun.start(builder)) {
      run.awaitStdout("\n", DEADLINE);
      ProcessHandle child = ProcessHandle.of(Long.parseLong(run.stdout().strip())).orElseThrow();

      assertThatThrownBy(() -> run.awaitExit(Duration.ofMillis(1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("did not end within PT0.001S")
          .hasMessageContaining("stdout:\n" + child.pid())
          .hasMessageContaining("stderr:\nwaiting");

      assertThat(run.isAlive()).isFalse();
      Awaitility.await().atMost(DEADLINE).until(() -> !child.isAlive());
    }
  }

  @Test
  void sendsSignals() {
    String script = "trap 'echo trapped; exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    try (ProcessRun run = ProcessRun.start(shell(script))) {
      run.awaitStdout("ready", DEADLINE);
      run.signal("TERM");

      assertThat(run.awaitExit(DEADLINE)).isEqualTo(new ProcessResult(7, "ready\ntrapped\n", ""));
    }
  }

  @Test
  void closingKillsWhatStillRuns() {
    ProcessRun run = ProcessRun.start(shell("sleep 600"));
    ProcessHandle process = ProcessHandle.of(run.pid()).orElseThrow();

    run.close();

    assertThat(process.isAlive()).isFalse();
  }

  private static ProcessBuilder shell(String script) {
    return new ProcessBuilder("sh", "-c", script);
  }
}
