package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.testkit.ProcessResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Somebody waits for a job whose worker dies, or whose broker does. */
@TestInstance(Lifecycle.PER_CLASS)
@Order(2)
class AwaitFaultsTest {

  private static final Map<String, Integer> LANE = Map.of("standard", 1);

  /** A worker that begins its job, and does not go on before the test wants it to. */
  private static WorkerStart holdingAt(String step) {
    // Gives nothing up, however long a busy host takes to start a broker.
    return WorkerStart.of("holding", LANE).withAbandon("3m").pausingAt(step);
  }

  @AutoClose private OneBroker one;

  @BeforeAll
  void startBroker(@TempDir Path folder) {
    one = OneBroker.in(folder);
  }

  @Test
  @Tag("faults")
  void aWaitForAJobWhoseWorkerIsKilledEndsWithTheVerdictOfTheNextAttempt() {
    try (Installation handoff = one.installation("worker-killed")) {
      // Holds a seat, so that the blow strikes no steward that must be replaced first.
      handoff.startAndAwait(WorkerStart.of("steward", Map.of("spare", 1)));
      WorkerStart start = holdingAt("mid-child");
      JavaProcess holding = handoff.startAndAwait(start);
      JobId job = handoff.submit("standard", 1.5);
      try (JavaProcess wait = handoff.command("await", job.text())) {
        wait.run().awaitStderr("attempt 1 on holding", JavaProcess.DEADLINE);
        awaitHeld(start.pauseFile(handoff.folder()));

        holding.kill();
        handoff.start(WorkerStart.of("successor", LANE));

        ProcessResult end = wait.run().awaitExit(JavaProcess.DEADLINE);
        assertThat(end.exit()).as(end.stderr()).isZero();
        assertThat(end.stderr())
            .containsSubsequence("attempt 1 on holding", "attempt 2 on successor", "completed");
        assertThat(end.stdout()).contains(job.text(), "worker_lost");
      }
      handoff.assertSound();
    }
  }

  @Test
  void aWaitGoesOnThroughRestartsOfTheBrokerAndIsToldOfTheEnd() {
    try (Installation handoff = one.installation("broker-restarted")) {
      // Its child has ended: one that runs is fed by what the pause would hold up.
      WorkerStart start = holdingAt("after-child");
      handoff.startAndAwait(start);
      JobId job = handoff.submit("standard", 1.5);
      try (JavaProcess wait = handoff.command("await", job.text())) {
        wait.run().awaitStderr("attempt 1 on holding", JavaProcess.DEADLINE);
        awaitHeld(start.pauseFile(handoff.folder()));

        one.broker().stop();
        one.broker().start();
        handoff.awaitBeats();
        one.broker().kill();
        one.broker().start();
        handoff.awaitBeats();
        assertThat(wait.run().isAlive()).isTrue();
        assertThat(start.pauseFile(handoff.folder()).toFile().delete()).isTrue();

        ProcessResult end = wait.run().awaitExit(JavaProcess.DEADLINE);
        assertThat(end.exit()).as(end.stderr()).isZero();
        assertThat(end.stderr()).doesNotContain("attempt 2");
        assertSameAnswer(handoff, job, end);
      }
      handoff.assertSound();
    }
  }

  private static void assertSameAnswer(Installation handoff, JobId job, ProcessResult before) {
    try (JavaProcess again = handoff.command("await", job.text())) {
      ProcessResult end = again.run().awaitExit(JavaProcess.DEADLINE);
      assertThat(end.exit()).as(end.stderr()).isEqualTo(before.exit());
      assertThat(end.stdout()).isEqualTo(before.stdout());
    }
  }

  private static void awaitHeld(Path pause) {
    Installation.eventually().until(() -> Files.exists(pause));
  }
}
