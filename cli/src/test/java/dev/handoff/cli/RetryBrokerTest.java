package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** handoff retry submits the brief of an ended job as a new job. */
@ExtendWith(BrokerExtension.class)
class RetryBrokerTest {

  private static final String HANDLER = "goal: Give one.\nrun: {handler: one}\n";

  private final Path folder;
  private final Commands commands;

  RetryBrokerTest(TestBroker broker, @TempDir Path folder) throws Exception {
    this.folder = folder;
    commands = Commands.on(broker, folder);
  }

  private JobId cancelled(String brief) {
    JobId job = commands.submit(brief);
    assertThat(commands.run("cancel", job.text()).exit()).isZero();
    return job;
  }

  @Test
  void theStoredBriefIsANewJobThatNamesTheOldOne() throws Exception {
    JobId old = cancelled(HANDLER + "title: Once more\n");

    ProcessResult retry = commands.run("retry", old.text(), "--background");

    assertThat(retry.exit()).as(retry.stderr()).isZero();
    assertThat(retry.stdout()).matches("task-[0-9a-hjkmnp-tv-z]{26}\n");
    JobId job = new JobId(retry.stdout().strip());
    assertThat(job).isNotEqualTo(old);
    JsonNode json = commands.status(job);
    assertThat(json.get("title").asText()).isEqualTo("Once more");
    assertThat(json.get("retryOf").asText()).isEqualTo(old.text());
    assertThat(commands.status(old).get("retryOf").isNull()).isTrue();
    assertThat(commands.run("status", job.text()).stdout()).contains("retry of   " + old + "\n");
  }

  @Test
  void withoutBackgroundItWaitsAndPrintsTheReport() throws Exception {
    JobId old = cancelled(HANDLER);
    try (Worker worker = commands.worker(Map.of("one", context -> IntNode.valueOf(1)))) {
      ProcessResult retry = commands.run("retry", old.text(), "--timeout", "60s", "--json");

      assertThat(retry.exit()).as(retry.stderr()).isZero();
      JsonNode json = new ObjectMapper().readTree(retry.stdout());
      assertThat(json.get("state").asText()).isEqualTo("completed");
      assertThat(json.get("retryOf").asText()).isEqualTo(old.text());
      Commands.awaitIdle(worker);
    }
  }

  @Test
  void aJobThatHasNotEndedIsRefused() {
    JobId job = commands.submit(HANDLER);

    ProcessResult retry = commands.run("retry", job.text(), "--background");

    assertThat(retry.exit()).isEqualTo(5);
    assertThat(retry.stdout()).isEmpty();
    assertThat(retry.stderr()).contains(job + " has not ended (queued)");
  }

  @Test
  void anUnknownJobIsExitCode4() {
    JobId old = JobId.next(Instant.now().minus(Duration.ofHours(1)), 3);

    ProcessResult retry = commands.run("retry", old.text());

    assertThat(retry.exit()).isEqualTo(4);
    assertThat(retry.stderr()).contains(old + " is unknown");
  }

  @Test
  void aJobOnARepositoryRunsOnItsCommitOrOnTheOneThatIsNamed() throws Exception {
    TestRepository repository = TestRepository.in(folder.resolve("repository"));
    String brief =
        "goal: Show the state.\nchanges: optional\nrun: {command: [cat, state.txt]}\nscope: {repo: '%s'}\n"
            .formatted(repository.path());
    String first = repository.with("state.txt", "one\n").commit();
    JobId old = cancelled(brief);
    String second = repository.with("state.txt", "two\n").commit();

    try (Worker worker = commands.worker(Map.of())) {
      ProcessResult same = commands.run("retry", old.text(), "--json");
      ProcessResult newer = commands.run("retry", old.text(), "--ref", "main", "--json");

      assertThat(same.exit()).as(same.stderr()).isZero();
      assertThat(newer.exit()).as(newer.stderr()).isZero();
      assertThat(commit(same)).isEqualTo(first);
      assertThat(commit(newer)).isEqualTo(second);
      Commands.awaitIdle(worker);
    }
  }

  private static String commit(ProcessResult retry) throws Exception {
    return new ObjectMapper().readTree(retry.stdout()).get("base").get("commit").asText();
  }

  @Test
  void aRefForAJobWithoutARepositoryIsAUsageError() {
    JobId old = cancelled(HANDLER);

    ProcessResult retry = commands.run("retry", old.text(), "--ref", "main");

    assertThat(retry.exit()).isEqualTo(2);
    assertThat(retry.stderr()).contains("--ref is for a job on a repository");
  }
}
