package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.local.SlowLocalProcess;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The local default dies, is stopped or is replaced by another build while jobs run. */
@ExtendWith(HandoffExtension.class)
@Tag("faults")
class LocalRestartProcessTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;
  private static final String QUICK = brief("[sh, -c, 'echo done']");

  /** Only the first attempt sleeps, so that a second one can end. */
  private static final String SLEEPS_ONCE =
      brief("[sh, -c, 'if [ \"$HANDOFF_ATTEMPT\" = 1 ]; then sleep 611.5; fi; echo woken']");

  private HandoffProcess handoff;

  private static String brief(String command) {
    return "goal: Show a restart.\nchanges: optional\nrun: {command: " + command + "}\n";
  }

  @BeforeEach
  void writeBriefs(HandoffProcess process) {
    Path folder = process.home().resolve("repository");
    if (!Files.exists(folder)) {
      TestRepository.in(folder)
          .with("quick.yaml", QUICK)
          .with("sleeps-once.yaml", SLEEPS_ONCE)
          .commit();
    }
    handoff = process.in(folder);
  }

  @Test
  void aWaitOutlivesTheDeathOfTheLocalProcessAndIsToldOfItsStop() {
    String job = handoff.submit("sleeps-once.yaml");
    awaitTrue(() -> !HandoffProcess.processesWith("sleep 611.5").isEmpty());
    try (ProcessRun await = handoff.start("await", job)) {
      await.awaitStderr("attempt 1", DEADLINE);

      handoff.localProcesses().forEach(ProcessHandle::destroyForcibly);

      ProcessResult end = await.awaitExit(DEADLINE);
      assertThat(end.exit()).as(end.stderr()).isZero();
      assertThat(end.stderr()).contains("has died; starting it again", "attempt 2 on local-");
    }
    String later = handoff.run("task", "--background", "--in", "1h", "quick.yaml").stdout().strip();
    try (ProcessRun await = handoff.start("await", later)) {
      await.awaitStderr("waiting: due ", DEADLINE);

      assertThat(handoff.run("local", "stop").exit()).isZero();

      ProcessResult end = await.awaitExit(DEADLINE);
      assertThat(end.exit()).as(end.stderr()).isEqualTo(125);
      assertThat(end.stderr())
          .contains("If they are started again within 15 s", "handoff await " + later);
      assertThat(end.stdout()).isEmpty();
    }
    assertThat(handoff.localProcesses()).isEmpty();
  }

  @Test
  void aStopEndsTheJobsProcessesAndTheNextStartRunsTheJobAgain() {
    String job = handoff.submit("sleeps-once.yaml");
    awaitTrue(() -> !HandoffProcess.processesWith("sleep 611.5").isEmpty());

    ProcessResult stop = handoff.run("local", "stop");

    assertThat(stop.exit()).as(stop.stderr()).isZero();
    assertThat(handoff.localProcesses()).isEmpty();
    assertThat(HandoffProcess.processesWith("sleep 611.5")).isEmpty();
    ProcessResult await = handoff.run("await", job);
    assertThat(await.exit()).as(await.stderr()).isZero();
    assertThat(await.stdout()).contains("attempt 2");
  }

  @Test
  void twoCommandsOfAnotherBuildHaveItRestartedOnceWhenNoJobRuns(@TempDir Path home) {
    HandoffProcess alone = HandoffProcess.at(home); // no job of another test runs there
    try {
      alone.run("local", "start");
      long pid = alone.localPid();

      String[] command = {"local", "start"};
      List<ProcessResult> starts =
          alone.ofBuild("other").runAtOnce(Collections.nCopies(2, command));

      assertThat(starts)
          .allSatisfy(
              start -> {
                assertThat(start.exit()).as(start.stderr()).isZero();
                assertThat(start.stderr()).doesNotContain("while jobs run");
              })
          .anySatisfy(start -> assertThat(start.stderr()).contains("another build"));
      assertThat(alone.localPid()).as("%s", starts).isNotEqualTo(pid);
      assertThat(alone.run("local", "status").stdout()).containsPattern("build +other");
    } finally {
      alone.stopLocal();
    }
  }

  @Test
  void oneOfAnotherBuildThatEndsSlowlyIsWaitedFor(@TempDir Path home) {
    HandoffProcess alone = HandoffProcess.at(home);
    try (ProcessRun slow =
        ProcessRun.start(alone.inItsEnvironment(SlowLocalProcess.commandLine()))) {
      slow.awaitStdout("ready", DEADLINE);

      ProcessResult start = alone.run("local", "start");

      assertThat(start.exit()).as(start.stderr()).isZero();
      assertThat(start.stderr()).contains("of another build; starting it again");
    } finally {
      alone.stopLocal();
    }
  }

  @Test
  void afterItWasKilledTheNextCommandStartsAnotherWithTheOldResults() {
    ProcessResult task = handoff.run("task", "--background", "--await", "quick.yaml");
    assertThat(task.exit()).as(task.stderr()).isZero();
    String job = HandoffProcess.acceptedJob(task);
    ProcessHandle killed = handoff.localProcesses().get(0);
    killed.destroyForcibly();
    awaitTrue(() -> !killed.isAlive());

    ProcessResult result = handoff.run("result", job);

    assertThat(result.exit()).as(result.stderr()).isZero();
    assertThat(result.stdout()).isEqualTo(task.stdout());
    assertThat(handoff.localPid()).isNotEqualTo(killed.pid());
  }

  private static void awaitTrue(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(DEADLINE.toSeconds(), TimeUnit.SECONDS)
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }
}
