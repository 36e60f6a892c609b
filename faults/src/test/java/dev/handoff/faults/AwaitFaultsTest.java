package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.testkit.ProcessResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** Long enough to attach in, and then to hear nothing for a while. */
  private static final String TIMEOUT = "30s";

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
            .containsSubsequence(
                "attempt 1 on holding",
                "attempt 1 lost: worker went silent; attempt 2 follows",
                "attempt 2 on successor",
                "completed");
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

  @Test
  @Tag("faults")
  void whileTheBrokerIsFrozenOrDeadAWaitSaysWhatItSawLast() {
    try (Installation handoff = one.installation("broker-silent")) {
      WorkerStart start = holdingAt("after-child");
      handoff.startAndAwait(start);
      JobId job = handoff.submit("standard", 1.5);
      JobId next = handoff.submit("standard", 1.5);
      try (JavaProcess wait = handoff.command("await", job.text());
          JavaProcess both = handoff.command("await", job.text(), next.text());
          JavaProcess brief = handoff.command("await", job.text(), "--timeout", TIMEOUT);
          JavaProcess json = handoff.command("await", job.text(), "--timeout", TIMEOUT, "--json")) {
        for (JavaProcess each : List.of(wait, brief, json)) {
          each.run().awaitStderr("attempt 1 on holding, run", JavaProcess.DEADLINE);
        }
        both.run().awaitStderr("0 of 2 ended, 1 running, 1 waiting", JavaProcess.DEADLINE);
        awaitHeld(start.pauseFile(handoff.folder()));
        assertThat(wait.run().stderr()).doesNotContain("no answer");

        one.broker().freeze();

        awaitSilence(wait, "attempt 1, run");
        awaitSilence(both, "0 of 2 ended, 1 running, 1 waiting");
        assertTimedOutUnanswered(job, brief.run().awaitExit(JavaProcess.DEADLINE));
        assertThat(json.run().awaitExit(JavaProcess.DEADLINE).stdout())
            .containsPattern("\"state\":\"running\".*\"unansweredSeconds\":[1-9]");
        one.broker().wake();
        wait.run().awaitStderr(" answers again", JavaProcess.DEADLINE);
        both.run().awaitStderr(" answers again", JavaProcess.DEADLINE);

        one.broker().kill();
        awaitLines(wait, 2, "no answer from ");
        awaitLines(both, 2, "no answer from ");
        one.broker().start();
        awaitLines(wait, 2, " answers again");
        handoff.awaitBeats();
        cancel(handoff, next);
        assertThat(start.pauseFile(handoff.folder()).toFile().delete()).isTrue();

        ProcessResult end = wait.run().awaitExit(JavaProcess.DEADLINE);
        assertThat(end.exit()).as(end.stderr()).isZero();
        assertThat(end.stderr()).doesNotContain("attempt 2");
        assertThat(both.run().awaitExit(JavaProcess.DEADLINE).exit()).isEqualTo(3);
        assertThat(end.stderr().lines().filter(line -> line.contains("no answer"))).hasSize(2);
      }
      handoff.assertSound();
    }
  }

  private static void cancel(Installation handoff, JobId job) {
    try (JavaProcess cancel = handoff.command("cancel", job.text())) {
      ProcessResult end = cancel.run().awaitExit(JavaProcess.DEADLINE);
      assertThat(end.exit()).as(end.stderr()).isZero();
    }
  }

  private static void assertTimedOutUnanswered(JobId job, ProcessResult end) {
    assertThat(end.exit()).as(end.stderr()).isEqualTo(124);
    assertThat(end.stderr())
        .containsPattern(
            job
                + " has not ended: no answer from 127\\.0\\.0\\.1:[0-9]+ for [0-9]+ s; last seen:"
                + " running, attempt 1 on holding, run\\.\n")
        .doesNotContain("It goes on");
  }

  private static void awaitSilence(JavaProcess wait, String lastSeen) {
    wait.run().awaitStderr("; last seen: " + lastSeen, JavaProcess.DEADLINE);
    assertThat(wait.run().stderr())
        .containsPattern(
            "no answer from 127\\.0\\.0\\.1:[0-9]+ for [5-9] s; last seen: " + lastSeen);
  }

  private static void awaitLines(JavaProcess wait, int count, String text) {
    Installation.eventually()
        .untilAsserted(
            () ->
                assertThat(wait.run().stderr().lines().filter(line -> line.contains(text)))
                    .hasSize(count));
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
