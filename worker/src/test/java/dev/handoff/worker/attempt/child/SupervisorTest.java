package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.TierOfThisHost;
import dev.handoff.worker.attempt.WorkerProcess;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case by every kind of isolation; those that this host lacks are skipped. */
@ExtendWith(TierOfThisHost.class)
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class SupervisorTest {

  private static final String STUBBORN =
      "echo begun; trap '' TERM; setsid sh -c 'trap \"\" TERM; sleep 1000' & "
          + "setsid sleep 1001 & while :; do sleep 1; done";

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

  @AfterEach
  void nothingLives() throws Exception {
    assertThat(fixture.living()).isEmpty();
    assertThat(fixture.remains()).isEmpty();
  }

  private AttemptOutcome run(Isolation isolation, BriefBuilder brief) throws InterruptedException {
    fixture.isolation = isolation;
    return fixture.run(brief);
  }

  private void awaitBegin() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> fixture.recorder.text("log").contains("begun"));
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void attemptOverItsTimeIsEndedWithAllThatItStarted(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        run(
            isolation,
            fixture.brief().timeout(Duration.ofSeconds(4)).run("echo x > README.md; " + STUBBORN));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(fixture.recorder.text("patch")).contains("+x");
    assertThat(fixture.recorder.text("report")).contains("partial");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void silentCommandIsEnded(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        run(isolation, fixture.brief().idle(Duration.ofMillis(500)).run("echo a; sleep 1000"));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.IDLE);
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void whatTheCommandLeftRunningIsEnded(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        run(
            isolation,
            fixture
                .brief()
                .run(
                    "echo x > README.md; setsid sleep 1000 & (sleep 1001; echo y > late) & exec >&-"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  // It shed the variables by which it could be found, its group, its parent and its output.
  @ParameterizedTest
  @MethodSource("tiers")
  void daemonWithoutATraceIsEndedWhereMoreThanAGroupHoldsIt(Isolation isolation) throws Exception {
    String mark = "1000." + ProcessHandle.current().pid() + isolation.ordinal();
    BriefBuilder brief =
        fixture
            .brief()
            .run(
                "(setsid env -i sh -c ': > begun; exec sleep %s' </dev/null >/dev/null 2>&1 &) & wait;"
                        .formatted(mark)
                    // Until then it may still have the variables, and end by them.
                    + " until test -e begun; do sleep 0.01; done; rm begun; echo x > README.md");

    AttemptOutcome outcome = run(isolation, brief);

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    List<ProcessHandle> daemons = ProcessHandle.allProcesses().filter(sleeping(mark)).toList();
    daemons.forEach(ProcessHandle::destroyForcibly);
    // A group and variables alone do not promise it.
    boolean isPromised =
        isolation != Isolation.PROCESS_GROUP || ControlGroups.ofThisProcess().areKept();
    assertThat(daemons).hasSize(isPromised ? 0 : 1);
  }

  private static Predicate<ProcessHandle> sleeping(String mark) {
    return process ->
        process.info().arguments().stream().anyMatch(words -> List.of(words).contains(mark));
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void deathOfTheSupervisorIsToldAndLeavesNothing(Isolation isolation) throws Exception {
    CompletableFuture<AttemptOutcome> outcome = start(isolation, fixture.brief().run(STUBBORN));
    awaitBegin();

    ProcessHandle top = fixture.living().get(0);
    while (!top.parent().orElseThrow().equals(ProcessHandle.current())) {
      top = top.parent().orElseThrow();
    }
    top.destroyForcibly();

    assertThat(((AttemptOutcome.Failed) outcome.get()).reason()).isEqualTo(Reason.INFRASTRUCTURE);
    assertThat(((AttemptOutcome.Failed) outcome.get()).message())
        .contains("ended without a report");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void silenceIsNoReasonToEndACommandWithoutAnIdleLimit(Isolation isolation) throws Exception {
    AttemptOutcome outcome = run(isolation, fixture.brief().run("sleep 1.5; echo x > README.md"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void outputOfAnyBytesIsKeptAsItIsAndShownWithout(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        run(
            isolation,
            fixture
                .brief()
                .setup("printf 'a\\000\\377\\033[31mred\\033]0;title\\007b\\n'; exit 3"));

    assertThat(fixture.recorder.bytes("log"))
        .containsSequence(
            "a\0\377\033[31mred\033]0;title\007b\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(((AttemptOutcome.Failed) outcome).message())
        .contains("red")
        .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]");
  }

  @Test
  void gigabyteOfOutputNeedsLittleMemoryAndKeepsItsEnds() throws Exception {
    fixture.run(fixture.brief().run("true"));

    Process worker =
        worker(
            TierOfThisHost.best(),
            "echo x > README.md; echo begun; head -c 1000000000 /dev/zero; echo; echo over",
            "-Xmx64m");

    String told = new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(told).contains("Completed begun ... over");
    String size = told.substring(told.lastIndexOf(' ') + 1).strip();
    assertThat(Long.parseLong(size)).isBetween(1L << 20, (1L << 20) + 200);
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void commandThatClosedItsOutputIsStillFollowed(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        run(isolation, fixture.brief().run("exec >&- 2>&-; sleep 0.5; echo x > README.md; exit 9"));

    assertThat(((AttemptOutcome.Failed) outcome).message()).contains("exit code 9");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void commandThatKillsItsLeaderIsFoundOut(Isolation isolation) throws Exception {
    AttemptOutcome outcome = run(isolation, fixture.brief().run("kill -9 $PPID; sleep 1000"));

    assertThat(((AttemptOutcome.Failed) outcome).message()).contains("exit code 137");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void networkIsOffOrTheJobIsRefused(Isolation isolation) throws Exception {
    try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String connect = "(: < /dev/tcp/127.0.0.1/" + host.getLocalPort() + ") && echo connected";

      AttemptOutcome outcome =
          run(
              isolation,
              fixture
                  .brief()
                  .networkOff()
                  .changesOptional()
                  .command("bash", "-c", connect + " || echo alone; : > /dev/null"));

      if (isolation == Isolation.PROCESS_GROUP) {
        assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.POLICY_REFUSED);
      } else {
        assertThat(fixture.recorder.text("log")).contains("alone").doesNotContain("connected");
      }
    }
  }

  @Test
  void commandThatKillsItsSupervisorLeavesNothing() throws Exception {
    String supervisor = "$(cut -d' ' -f4 /proc/$PPID/stat)";

    AttemptOutcome outcome =
        run(
            Isolation.PROCESS_GROUP,
            fixture.brief().run("setsid sleep 1000 & kill -9 " + supervisor + "; sleep 1001"));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.INFRASTRUCTURE);
    assertThat(((AttemptOutcome.Failed) outcome).message()).contains("ended without a report");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void cancelledAttemptGetsItsGraceAndPublishesWhatThereIs(Isolation isolation) throws Exception {
    fixture.settings = fixture.settings.withKillGrace(Duration.ofSeconds(20));
    BriefBuilder brief =
        fixture
            .brief()
            .run(
                "trap 'echo tidied > README.md; echo bye; exit 0' TERM; echo begun;"
                    + " while :; do sleep 0.1; done");
    CompletableFuture<AttemptOutcome> outcome = start(isolation, brief);
    awaitBegin();

    fixture.stop.raise(Why.CANCELLED);

    assertThat(outcome.get()).isInstanceOf(AttemptOutcome.Stopped.class);
    assertThat(fixture.recorder.text("patch")).contains("+tidied");
    assertThat(fixture.recorder.text("log")).contains("bye");
    assertThat(fixture.recorder.text("report")).contains("**Stopped: cancelled.**");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void lostLeaseCutsTheGraceShortAndPublishesNothing(Isolation isolation) throws Exception {
    fixture.settings = fixture.settings.withKillGrace(Duration.ofHours(1));
    CompletableFuture<AttemptOutcome> outcome = start(isolation, fixture.brief().run(STUBBORN));
    awaitBegin();
    fixture.stop.raise(Why.WORKER_STOPPING);

    fixture.stop.raise(Why.LEASE_LOST);

    assertThat(((AttemptOutcome.Stopped) outcome.get()).why()).isEqualTo(Why.LEASE_LOST);
    assertThat(fixture.recorder.artifacts()).containsOnlyKeys("log");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void interruptedWorkerThreadLeavesNoProcess(Isolation isolation) throws Exception {
    BriefBuilder brief = fixture.brief().run(STUBBORN);
    Thread thread =
        new Thread(
            () -> {
              try {
                run(isolation, brief);
              } catch (InterruptedException expected) {
                return;
              }
            });
    thread.start();
    awaitBegin();

    thread.interrupt();

    thread.join(30_000);
    assertThat(thread.isAlive()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void deathOfTheWorkerKillsTheChild(Isolation isolation) throws Exception {
    Process worker = worker(isolation, STUBBORN, "-Xmx64m");
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> fixture.living().size() >= 4);
    } finally {
      worker.destroyForcibly();
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> fixture.living().isEmpty());
    // What it had on the disk goes when the attempt is run again.
    run(isolation, fixture.brief().run("echo x > README.md"));
  }

  private Process worker(Isolation isolation, String script, String option) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            option,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerProcess.class.getName(),
            folder.resolve("work").toString(),
            fixture.source.path().toString(),
            fixture.source.commit(),
            fixture.job.text(),
            isolation.name(),
            script);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void frozenWorkerLosesItsChild(Isolation isolation) throws Exception {
    CompletableFuture<Void> thaw = new CompletableFuture<>();

    CompletableFuture<ChildExit> ending =
        fixture.superviseFrozen(isolation, thaw, "sh", "-c", STUBBORN);

    await().atMost(Duration.ofSeconds(90)).until(() -> fixture.living().size() >= 4);
    await().atMost(Duration.ofSeconds(90)).until(() -> fixture.living().isEmpty());
    thaw.complete(null);
    assertThat(ending).failsWithin(Duration.ofSeconds(90));
  }

  private CompletableFuture<AttemptOutcome> start(Isolation isolation, BriefBuilder brief) {
    CompletableFuture<AttemptOutcome> outcome = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                outcome.complete(run(isolation, brief));
              } catch (InterruptedException | RuntimeException e) {
                outcome.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return outcome;
  }
}
