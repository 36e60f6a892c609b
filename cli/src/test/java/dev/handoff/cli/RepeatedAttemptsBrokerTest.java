package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Attempts of a job that is retried; its processes count their runs outside the tree. */
@ExtendWith(BrokerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class RepeatedAttemptsBrokerTest {

  private final Path folder;
  private final Commands commands;
  private final Worker worker;

  // Separate for each test.
  private int tests;
  private Path counter;
  private TestRepository repository;

  RepeatedAttemptsBrokerTest(TestBroker broker, @TempDir Path folder) throws Exception {
    this.folder = folder;
    this.commands = Commands.on(broker, folder);
    this.worker = commands.worker(Map.of());
  }

  @AfterAll
  void stop() {
    worker.close();
  }

  @BeforeEach
  void makeRepository() {
    tests++;
    counter = folder.resolve("runs-" + tests);
    repository = TestRepository.in(folder.resolve("repository-" + tests));
    repository.commit();
  }

  /** Passes from the third run on. */
  private String brief(String retries) {
    return """
        goal: Pass in the end.
        scope: {repo: '%s'}
        changes: optional
        run: {command: 'echo run >> "%2$s"; echo "run $(wc -l < "%2$s")"; test "$(wc -l < "%2$s")" -ge 3'}
        retries: %3$s
        """
        .formatted(repository.path(), counter, retries);
  }

  private JobId submit(String retries) {
    return commands.submit(brief(retries));
  }

  private static ProcessResult await(Commands by, JobId job) {
    return by.run("await", job.text(), "--timeout", "120s");
  }

  private static List<String> reasons(JsonNode job) {
    List<String> reasons = new ArrayList<>();
    job.get("attempts").forEach(attempt -> reasons.add(attempt.get("reason").asText()));
    return reasons;
  }

  @Test
  void aJobThatFailsTwiceAndThenPassesHasCompleted() throws Exception {
    JobId job = submit("{attempts: 3, backoff: 200ms}");

    ProcessResult await = await(commands, job);

    assertThat(await.exit()).as(await.stderr()).isZero();
    assertThat(Files.readAllLines(counter)).hasSize(3);
    JsonNode json = commands.status(job);
    assertThat(json.get("attempt").asInt()).isEqualTo(3);
    assertThat(reasons(json)).containsExactly("run_failed", "run_failed", "null");
    assertThat(await.stdout())
        .contains("## Attempts\n\n- 1 on worker-1: run_failed: ", "\n- 2 on worker-1: run_failed")
        .containsSubsequence("- 3 on worker-1: completed", "## Goal", "## Result");
    Instant firstEnd = Instant.parse(json.get("attempts").get(0).get("endedAt").asText());
    Instant secondStart = Instant.parse(json.get("attempts").get(1).get("startedAt").asText());
    assertThat(secondStart).isAfter(firstEnd.plusMillis(149));
    Commands.awaitIdle(worker);
  }

  @Test
  void attemptsThatAreUsedUpFailTheJobAndAreAllTold() throws Exception {
    JobId job = submit("{attempts: 2, backoff: 0}");

    ProcessResult await = await(commands, job);

    assertThat(await.exit()).isEqualTo(1);
    assertThat(Files.readAllLines(counter)).hasSize(2);
    JsonNode json = commands.status(job);
    assertThat(json.get("reason").asText()).isEqualTo("run_failed");
    assertThat(json.get("fault").asText()).isEqualTo("job");
    assertThat(reasons(json)).containsExactly("run_failed", "run_failed");
    assertThat(await.stdout())
        .contains("**Failed: run_failed.**", "attempt 2,")
        .contains("- 1 on worker-1: run_failed", "- 2 on worker-1: run_failed");
    Commands.awaitIdle(worker);
  }

  @Test
  void whatIsNotNamedIsNotRetried() throws Exception {
    JobId job = submit("{attempts: 3, backoff: 0, on: [check_failed]}");

    assertThat(await(commands, job).exit()).isEqualTo(1);

    assertThat(Files.readAllLines(counter)).hasSize(1);
    assertThat(reasons(commands.status(job))).containsExactly("run_failed");
    Commands.awaitIdle(worker);
  }

  @Test
  void whatIsNamedIsRetried() throws Exception {
    JobId job = submit("{attempts: 3, backoff: 0, on: [check_failed, run_failed]}");

    assertThat(await(commands, job).exit()).isZero();

    assertThat(Files.readAllLines(counter)).hasSize(3);
    Commands.awaitIdle(worker);
  }

  @Test
  void theSystemMayFailAJobThreeTimesWhateverItsOwnAttempts(TestBroker unserved) throws Exception {
    Commands alone = Commands.on(unserved, Files.createDirectory(folder.resolve("alone")));
    // It seems to be pushed, so nothing is sent along; no worker can read it there.
    repository.git("remote", "add", "origin", "https://127.0.0.1:1/repository.git");
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD");
    JobId job = alone.submit(brief("{attempts: 1}"));
    ProcessRun.run(
        new ProcessBuilder("rm", "-rf", repository.path().toString()), Duration.ofSeconds(30));
    try (Worker late = alone.worker(Map.of())) {
      ProcessResult await = await(alone, job);

      assertThat(await.exit()).as(await.stderr()).isEqualTo(1);
      JsonNode json = alone.status(job);
      assertThat(json.get("reason").asText()).isEqualTo("source_unavailable");
      assertThat(json.get("fault").asText()).isEqualTo("system");
      assertThat(reasons(json))
          .containsExactly("source_unavailable", "source_unavailable", "source_unavailable");
      assertThat(await.stdout())
          .contains("- 1 on worker-1: source_un", "- 3 on worker-1: source_un");
      assertThat(counter).doesNotExist();
      Commands.awaitIdle(late);
    }
  }

  @Test
  void whileItWaitsForARetryTheStatusSaysUntilWhen() throws Exception {
    JobId job = submit("{attempts: 2, backoff: 30m}");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Commands.LOOK)
        .until(() -> isWaitingAgain(commands.status(job)));

    Instant due = Instant.parse(commands.status(job).get("dueAt").asText());

    assertThat(due).isAfter(Instant.now().plus(Duration.ofMinutes(20)));
    assertThat(commands.run("status", job.text()).stdout()).contains("queued, due " + due);
    assertThat(commands.run("cancel", job.text()).exit()).isZero();
    Commands.awaitIdle(worker);
  }

  private static boolean isWaitingAgain(JsonNode job) {
    return job.get("state").asText().equals("queued") && job.get("attempts").size() == 1;
  }
}
