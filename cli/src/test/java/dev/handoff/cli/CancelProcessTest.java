package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Cancels a job whose processes run. */
@ExtendWith(SharedHandoffExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class CancelProcessTest {

  private HandoffProcess handoff;
  private Commands looks;

  @BeforeAll
  void writeBriefs(HandoffProcess process, @TempDir Path folder) {
    TestRepository repository = TestRepository.in(folder.resolve("repository"));
    repository
        .with("writing.yaml", brief("'echo half > half.txt; sleep 604.25; echo no'"))
        .with("deep.yaml", brief("'sh -c \"sleep 604.5 & sleep 604.75 & wait\"; echo no'"))
        .with("stubborn.yaml", brief("\"trap '' TERM; while :; do sleep 605.25; done\""))
        .commit();
    handoff = process.in(repository.path());
    looks = handoff.inThisJvm();
  }

  private static String brief(String command) {
    return "goal: Show how cancelling works.\nchanges: optional\nrun: {command: " + command + "}\n";
  }

  private static void awaitProcess(String commandLine) {
    Awaitility.await()
        .atMost(HandoffProcess.DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !HandoffProcess.processesWith(commandLine).isEmpty());
  }

  @Test
  void itsProcessesAreGoneBeforeItIsCancelledAndWhatThereWasIsKept() {
    String job = handoff.submit("writing.yaml");
    awaitProcess("sleep 604.25");

    ProcessResult cancel = handoff.run("cancel", job, "--why", "changed my mind");

    assertThat(HandoffProcess.processesWith("sleep 604.25")).isEmpty();
    assertThat(cancel.exit()).as(cancel.stderr()).isZero();
    assertThat(cancel.stdout()).startsWith(job + " cancelled");
    ProcessResult result = looks.run("result", job);
    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.stdout()).contains("Stopped: cancelled", "half.txt");
    assertThat(handoff.run("result", job, "--output", "patch").stdout()).contains("+half");
    assertThat(looks.run("status", job, "--json").stdout()).contains("\"changed my mind\"");
  }

  @Test
  void twoCancelsAtOnceEndTheWholeTreeAndAgree() {
    String job = handoff.submit("deep.yaml");
    awaitProcess("sleep 604.75");

    List<ProcessResult> cancels =
        handoff.runAtOnce(
            List.of(new String[] {"cancel", job}, new String[] {"cancel", job, "--json"}));

    assertThat(HandoffProcess.processesWith("sleep 604.")).isEmpty();
    assertThat(cancels)
        .allSatisfy(cancel -> assertThat(cancel.exit()).as(cancel.stderr()).isZero());
    assertThat(cancels.get(1).stdout()).contains("\"state\":\"cancelled\"");
    assertThat(looks.run("await", job).exit()).isEqualTo(3);
  }

  @Test
  void aJobThatWillNotEndIsToldAsNotConfirmedAndIsKilledInTheEnd() {
    String job = handoff.submit("stubborn.yaml");
    awaitProcess("sleep 605.25");

    // Long enough for a busy broker, and shorter than the worker's grace period before it kills.
    ProcessResult cancel = handoff.run("cancel", job, "--timeout", "5s");

    assertThat(cancel.exit()).as(cancel.stdout() + cancel.stderr()).isEqualTo(124);
    assertThat(cancel.stdout()).isEmpty();
    assertThat(cancel.stderr())
        .contains(job + " was asked to end but has not ended yet", "await " + job);
    assertThat(looks.run("await", job).exit()).isEqualTo(3);
    assertThat(HandoffProcess.processesWith("sleep 605.25")).isEmpty();
  }
}
