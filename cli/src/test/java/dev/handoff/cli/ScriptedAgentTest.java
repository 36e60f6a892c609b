package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example with an agent like a user, and tests the messages about missing agents. */
@ExtendWith(SharedHandoffExtension.class)
class ScriptedAgentTest {

  private static final String FOLDER = "examples/scripted-agent/";

  @TempDir Path folder;

  private TestRepository repository;
  private HandoffProcess handoff;

  @BeforeEach
  void copyTheExampleIntoAFreshRepository(HandoffProcess process) throws IOException {
    repository = TestRepository.in(folder.resolve("repository"));
    Files.createDirectories(repository.path().resolve("examples"));
    ProcessResult copy =
        ProcessRun.run(
            new ProcessBuilder(
                "cp", "-R", "../" + FOLDER, repository.path().resolve("examples").toString()),
            Duration.ofSeconds(30));
    assertThat(copy.exit()).as(copy.stderr()).isZero();
    handoff = process.in(repository.path());
  }

  @Test
  void theSecondAttemptPutsRightWhatTheCheckFoundInTheFirst() {
    repository.commit();

    ProcessResult task = handoff.run("task", "--json", FOLDER + "brief.yaml");

    assertThat(task.exit()).as(task.stderr()).isZero();
    assertThat(task.stdout())
        .contains("\"attempt\":2", "\"reason\":\"check_failed\"")
        .contains("pages/team/people.md")
        .contains("\"agent\":\"scripted 1.0\"", "\"outputTokens\":9");
    assertThat(task.stderr()).contains("reviewed pages/hours.md", "no review date");
    String branch =
        repository.git("for-each-ref", "--format=%(refname:short)", "refs/heads/handoff");
    assertThat(repository.git("show", branch + ":" + FOLDER + "pages/team/people.md"))
        .endsWith("Reviewed: 2026-11-21");
  }

  @Test
  void aBriefForAnAgentThatIsNotThereIsRefusedWithTheRemedy() {
    repository.with("brief.yaml", "goal: Do it.\nrun: {agent: nobody}\n").commit();

    ProcessResult task = handoff.run("task", "--background", "brief.yaml");

    assertThat(task.exit()).as(task.stderr()).isEqualTo(5);
    assertThat(task.stdout()).isEmpty();
    assertThat(task.stderr()).contains("agent nobody", "scripted", "Nothing was submitted");
  }

  @Test
  void workersTellWhichAgentsTheyOffer() {
    repository.with("brief.yaml", "goal: Do it.\nrun: {agent: nobody}\n").commit();
    handoff.run(
        "task", "--background", "brief.yaml"); // returns when the worker has published its agents

    ProcessResult workers = handoff.run("workers");

    assertThat(workers.exit()).as(workers.stderr()).isZero();
    assertThat(workers.stdout()).contains("AGENTS", "scripted 1.0");
  }
}
