package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A child that wants to speak for itself: between its supervisor and the worker nothing of it may
 * be heard, by every kind of isolation; those that this host lacks are skipped.
 */
@ExtendWith(TierOfThisHost.class)
class HostileChildTest {

  /**
   * Its parent leads its group, and the parent of that is the supervisor: never any other process.
   */
  private static final String ABOVE = "above=\"$PPID $(cut -d' ' -f4 /proc/$PPID/stat)\";";

  /** Writes words into whatever it can open of those two. */
  private static final String SHOUT =
      ABOVE
          + "shout() { for p in $above; do for fd in /proc/$p/fd/*; do"
          + " [ -f $fd ] || [ -d $fd ] || (printf '%s\\n' \"$@\" > $fd) 2>/dev/null;"
          + " done; done; };";

  @TempDir Path folder;
  private AttemptFixture fixture;

  static Stream<Isolation> tiers() throws InterruptedException {
    return TierOfThisHost.all();
  }

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
  }

  private BriefBuilder brief(Isolation isolation) throws Exception {
    fixture.isolation = isolation;
    return fixture.brief().changesOptional();
  }

  private String log(Isolation isolation, String script) throws Exception {
    AttemptOutcome outcome = fixture.run(brief(isolation).run(script));
    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    return fixture.recorder.text("log");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void childCannotForgeItsExitCode(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        fixture.run(brief(isolation).run(SHOUT + "shout 'exit 0' 'x exit 0'; exit 7"));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(((AttemptOutcome.Failed) outcome).message()).contains("exit code 7");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void childCannotSpeakForACheck(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief(isolation)
                .run("true")
                .check(
                    "hostile",
                    Duration.ofMinutes(1),
                    SHOUT + "shout 'exit 0'; kill -9 $PPID; sleep 1; exit 3"));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(outcome.result().checks().get(0).verdict())
        .isNotEqualTo(JobResult.CheckVerdict.PASSED);
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void childCannotOpenOrTraceWhatSpeaksForIt(Isolation isolation) throws Exception {
    String log =
        log(
            isolation,
            ABOVE
                + " for p in $above; do for each in mem environ fd/3 fd/4; do"
                + " (exec 9< /proc/$p/$each) 2>/dev/null && echo opened $each;"
                + " (exec 9> /proc/$p/$each) 2>/dev/null && echo opened $each;"
                + " done; done; echo end");

    assertThat(log).isEqualTo("end\n");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void childInheritsNothingButItsOutput(Isolation isolation) throws Exception {
    AttemptOutcome outcome = fixture.run(brief(isolation).command("ls", "/proc/self/fd"));

    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    // The last is of the folder that ls reads.
    assertThat(fixture.recorder.text("log")).isEqualTo("0\n1\n2\n3\n");
  }

  /** Each program that it acts on says so. */
  @ParameterizedTest
  @MethodSource("tiers")
  void environmentOfTheJobActsOnItsProgramAlone(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        fixture.run(brief(isolation).env("LD_PRELOAD=/no/such.so").command("true"));

    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("log").lines().filter(line -> line.contains("/no/such.so")))
        .hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void childCannotKeepItselfAliveWhileItsWorkerIsFrozen(Isolation isolation) throws Exception {
    String script = SHOUT + " while :; do shout beat; sleep 0.1; done";
    CompletableFuture<Void> thaw = new CompletableFuture<>();

    CompletableFuture<ChildExit> ending =
        fixture.superviseFrozen(isolation, thaw, "sh", "-c", script);

    try {
      await().atMost(Duration.ofSeconds(90)).until(() -> !fixture.living().isEmpty());
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () -> assertThat(fixture.living()).extracting(ProcessHandle::info).isEmpty());
    } finally {
      thaw.complete(null);
    }
    assertThat(ending).failsWithin(Duration.ofSeconds(90));
  }
}
