package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.job.JobId;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Submits, waits and interrupts like terminals and scripts. */
@ExtendWith(SharedHandoffExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(2)
class AwaitProcessTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;

  private Path elsewhere;
  private HandoffProcess handoff;
  private Commands looks;

  /**
   * A job that runs, shared by all tests that need one, since a lane has few slots; null at first.
   */
  private String endless;

  @BeforeAll
  void writeBriefs(HandoffProcess process, @TempDir Path folder) {
    elsewhere = folder;
    TestRepository repository = TestRepository.in(folder.resolve("repository"));
    repository
        .with("quick.yaml", brief("[sh, -c, 'echo done']"))
        .with("failing.yaml", brief("[sh, -c, 'echo no such luck; exit 3']"))
        .with("short.yaml", brief("[sleep, '5.25']"))
        .with("endless.yaml", brief("[sleep, '601.5']") + "lane: long\n")
        .with("cancelled.yaml", brief("[sleep, '602.5']"))
        .commit();
    handoff = process.in(repository.path());
    looks = handoff.inThisJvm();
  }

  private static String brief(String command) {
    return "goal: Show how waiting works.\nchanges: optional\nrun: {command: " + command + "}\n";
  }

  @Test
  void aBackgroundTaskPrintsItsIdAndEveryLaterWaitTheSameReport() {
    ProcessResult task = handoff.run("task", "--background", "quick.yaml");

    assertThat(task.exit()).as(task.stderr()).isZero();
    assertThat(task.stdout()).matches("task-[0-9a-hjkmnp-tv-z]{26}\n");
    String job = task.stdout().strip();
    assertThat(task.stderr()).contains("handoff await " + job).doesNotContain("handoff task");
    ProcessResult first = handoff.in(elsewhere).run("await", job);
    assertThat(first.exit()).as(first.stderr()).isZero();
    assertThat(first.stdout()).startsWith("# Show how waiting works.\n").contains("Completed", job);
    List<ProcessResult> again = List.of(looks.run("await", job), looks.run("result", job));
    assertThat(again)
        .allSatisfy(
            result -> {
              assertThat(result.stdout()).isEqualTo(first.stdout());
              assertThat(result.exit()).isZero();
            });
  }

  @Test
  void onATerminalOneLineIsDrawnAnewAndLeavesNothingBehind() {
    List<String> command =
        new ArrayList<>(handoff.commandLine("task", "--background", "--await", "short.yaml"));
    command.add(1, "-Dhandoff.columns=80");

    ProcessResult onTerminal =
        ProcessRun.run(handoff.inItsEnvironment(OwnTerminal.words("", command)), DEADLINE);

    assertThat(onTerminal.exit()).as(onTerminal.toString()).isZero();
    List<String> drawn = List.of(onTerminal.stdout().split(Pattern.quote("\u001b[K")));
    // Drawn every second, for at least two, and cleared before the report.
    assertThat(drawn).as(onTerminal.toString()).hasSizeGreaterThan(3);
    assertThat(drawn.subList(1, drawn.size() - 1))
        .allSatisfy(live -> assertThat(live).doesNotContain("\n").hasSizeLessThan(80))
        .anySatisfy(live -> assertThat(live).contains("attempt 1 on", "run, for"));
    assertThat(drawn.get(drawn.size() - 1)).startsWith("# Show how waiting works.");
  }

  @Test
  void anUnknownJobIsExitCode4AndNamesTheBroker() throws Exception {
    String old = JobId.next(Instant.now().minus(Duration.ofDays(1)), 3).text();
    String young = JobId.next(Instant.now().plusSeconds(20), 3).text();
    List<RunningCommand> commands =
        List.of(
            looks.start("await", young, "--timeout", "10s"),
            looks.start("await", young, "--timeout", "0"),
            looks.start("status", old),
            looks.start("result", old),
            looks.start("cancel", old));

    List<ProcessResult> answers = new ArrayList<>(List.of(handoff.run("await", old)));
    for (RunningCommand command : commands) {
      answers.add(command.awaitExit());
    }

    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.exit()).as(answer.stderr()).isEqualTo(4);
              assertThat(answer.stderr()).contains("127.0.0.1:", "unknown");
              assertThat(answer.stdout()).isEmpty();
            });
  }

  @Test
  void aMalformedIdIsAUsageError() {
    ProcessResult await = CommandRun.of("await", "task-1234");

    assertThat(await.exit()).isEqualTo(2);
    assertThat(await.stderr()).contains("job id must be task- and 26 characters", "task-1234");
    assertThat(await.stdout()).isEmpty();
  }

  @Test
  void aWaitForARunningJobTimesOutAndTellsWhereTheJobStands() throws Exception {
    String job = runningJob();

    List<ProcessResult> waits =
        List.of(
            handoff.run("await", job, "--timeout", "10s"),
            looks.run("await", job, "--timeout-ms", "500"),
            looks.run("await", job, "--timeout", "0"),
            looks.run("result", job));

    assertThat(waits)
        .allSatisfy(
            wait -> {
              assertThat(wait.exit()).as(wait.stderr()).isEqualTo(124);
              assertThat(wait.stderr())
                  .contains(job + " has not ended: running, attempt 1", "handoff await " + job);
              assertThat(wait.stdout()).isEmpty();
            });
    ProcessResult status = looks.run("status", job);
    assertThat(status.exit()).as(status.stderr()).isZero();
    assertThat(status.stdout()).contains(job, "running, attempt 1");
  }

  @Test
  void theJsonOfARunningJobHasEveryFieldOfTheContract() throws Exception {
    String job = runningJob();

    ProcessResult await = looks.run("await", job, "--timeout", "0", "--json");

    assertThat(await.exit()).as(await.stderr()).isEqualTo(124);
    assertThat(await.stdout().lines()).hasSize(1);
    JsonNode json = new ObjectMapper().readTree(await.stdout());
    assertThat(names(json))
        .containsExactly(
            "job title state reason fault message exit waitTimedOut lane submitter onBehalfOf key template retryOf"
                .concat(" submittedAt dueAt startedAt endedAt attempt attempts phase percent place")
                .concat(" workers base changes checks outputs usage value unansweredSeconds")
                .split(" "));
    assertThat(names(json.get("attempts").get(0)))
        .containsExactly(
            "attempt", "worker", "isolation", "startedAt", "endedAt", "reason", "message");
    assertThat(names(json.get("outputs")))
        .containsExactly(
            "branch", "patch", "report", "log", "artifacts", "pullRequest", "undelivered");
    assertThat(json.get("job").asText()).isEqualTo(job);
    assertThat(json.get("state").asText()).isEqualTo("running");
    assertThat(json.get("waitTimedOut").asBoolean()).isTrue();
    assertThat(json.get("lane").asText()).isEqualTo("long");
    assertThat(json.get("endedAt").isNull()).isTrue();
    assertThat(Instant.parse(json.get("startedAt").asText())).isBefore(Instant.now());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void anInterruptEndsTheAwaitAndNotTheJob() {
    String job = runningJob();
    try (ProcessRun await = handoff.start("await", job)) {
      await.awaitStderr("attempt 1", DEADLINE);

      await.signal("INT");

      ProcessResult end = await.awaitExit(DEADLINE);
      assertThat(end.exit()).isEqualTo(130);
      assertThat(end.stderr()).contains(job + " goes on", "handoff await " + job);
      assertThat(end.stdout()).isEmpty();
    }
    assertThat(looks.run("status", job).stdout()).contains("running, attempt 1");
  }

  @Test
  void anInterruptOfAForegroundTaskCancelsTheJobAndEndsItsProcesses() {
    try (ProcessRun task = handoff.start("task", "cancelled.yaml")) {
      awaitProcess("sleep 602.5");

      task.signal("INT");

      ProcessResult end = task.awaitExit(DEADLINE);
      assertThat(end.exit()).as(end.stderr()).isEqualTo(3);
      assertThat(end.stdout()).startsWith("# ").containsIgnoringCase("cancelled");
      assertThat(HandoffProcess.processesWith("sleep 602.5")).isEmpty();
    }
  }

  @Test
  void aTerminatedForegroundTaskLeavesTheJobAloneAndAnAwaitIsToldOfItsEnd() {
    String job;
    try (ProcessRun task = handoff.start("task", "short.yaml")) {
      task.awaitStderr(", run", DEADLINE);

      task.signal("TERM");

      ProcessResult end = task.awaitExit(DEADLINE);
      assertThat(end.exit()).isEqualTo(143);
      assertThat(end.stdout()).isEmpty();
      job = HandoffProcess.acceptedJob(end);
    }
    ProcessResult await = looks.run("await", job);
    assertThat(await.exit()).as(await.stderr()).isZero();
    assertThat(await.stdout()).contains("Completed", "attempt 1");
  }

  @Test
  void aBackgroundTaskThatIsAwaitedEndsWithTheVerdict() {
    ProcessResult task = handoff.run("task", "--background", "--await", "failing.yaml");

    assertThat(task.exit()).as(task.stderr()).isEqualTo(1);
    assertThat(task.stdout()).startsWith("# ").contains("run_failed", "no such luck");
    String job = HandoffProcess.acceptedJob(task);
    ProcessResult status = looks.run("status", job);
    assertThat(status.exit()).as(status.stderr()).isZero();
    assertThat(status.stdout()).contains("failed: run_failed");
  }

  @Test
  void anInterruptOfABackgroundTaskThatIsAwaitedDetachesAndALaterAwaitIsTold() {
    String job;
    try (ProcessRun task = handoff.start("task", "--background", "--await", "short.yaml")) {
      task.awaitStderr(", run", DEADLINE);

      task.signal("INT");

      ProcessResult end = task.awaitExit(DEADLINE);
      assertThat(end.exit()).isEqualTo(130);
      assertThat(end.stdout()).isEmpty();
      job = HandoffProcess.acceptedJob(end);
      assertThat(end.stderr()).contains(job + " goes on", "handoff await " + job);
    }
    ProcessResult again = looks.run("await", job);
    assertThat(again.exit()).as(again.stderr()).isZero();
    assertThat(again.stdout()).contains("Completed", job);
  }

  @Test
  void severalBriefsAtOnceAreAwaitedByOneAndByTwoInDifferentFolders() {
    ProcessResult task = handoff.run("task", "--background", "quick.yaml", "failing.yaml");

    assertThat(task.exit()).as(task.stderr()).isZero();
    List<String> jobs = task.stdout().lines().toList();
    assertThat(jobs).hasSize(2).allMatch(job -> job.matches("task-[0-9a-hjkmnp-tv-z]{26}"));
    // Submit and await race: the result is the same if the job ends before the wait begins.
    List<ProcessResult> waits =
        List.of(handoff, handoff.in(elsewhere)).stream()
            .map(place -> place.start("await", jobs.get(0), jobs.get(1)))
            .toList()
            .stream()
            .map(
                wait -> {
                  try (wait) {
                    return wait.awaitExit(DEADLINE);
                  }
                })
            .toList();
    assertThat(waits)
        .allSatisfy(
            wait -> {
              assertThat(wait.exit()).as(wait.stderr()).isEqualTo(1);
              assertThat(wait.stdout()).contains("Completed", "run_failed", "no such luck");
              assertThat(wait.stderr()).contains("completed", "failed: run_failed");
            });
    ProcessResult any = looks.run("await", "--any", "--json", jobs.get(1));
    assertThat(any.exit()).isEqualTo(1);
    assertThat(any.stdout().lines()).hasSize(1);
  }

  private String runningJob() {
    if (endless == null) {
      endless = handoff.submit("endless.yaml");
      awaitProcess("sleep 601.5");
    }
    return endless;
  }

  private static void awaitProcess(String commandLine) {
    Awaitility.await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !HandoffProcess.processesWith(commandLine).isEmpty());
  }
}
