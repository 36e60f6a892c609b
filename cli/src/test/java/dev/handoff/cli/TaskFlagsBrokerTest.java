package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Briefs that are made of flags, and several at once. */
@ExtendWith(BrokerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class TaskFlagsBrokerTest {

  private final Commands commands;
  private final TestRepository repository;
  private final String commit;

  TaskFlagsBrokerTest(TestBroker broker, @TempDir Path folder) throws Exception {
    commands = Commands.on(broker, folder);
    repository =
        TestRepository.in(folder.resolve("repository"))
            .with("src/a.txt", "a\n")
            .with("fix.sh", "true\n");
    commit = repository.commit();
  }

  @Test
  void aCommandBehindDashesIsWhatRunsWordForWord() throws Exception {
    JsonNode brief =
        brief(
            "Fix the flaky login test",
            "--include=src/**",
            "--include=docs/**",
            "--exclude=src/b.txt",
            "--check=mvn -q test",
            "--output=patch,report",
            "--env=A=1",
            "--limit=30m",
            "--dir=src",
            "--",
            "sh",
            "--check",
            "a b");

    assertThat(brief.get("title").asText()).isEqualTo("Fix the flaky login test");
    assertThat(brief.at("/run/command")).hasToString("[\"sh\",\"--check\",\"a b\"]");
    assertThat(brief.at("/scope/include")).hasToString("[\"src/**\",\"docs/**\"]");
    assertThat(brief.at("/scope/exclude")).hasToString("[\"src/b.txt\"]");
    assertThat(brief.at("/scope/dir").asText()).isEqualTo("src");
    assertThat(brief.at("/scope/ref").asText()).isEqualTo(commit);
    assertThat(brief.at("/checks/0/name").asText()).isEqualTo("mvn -q test");
    assertThat(brief.at("/checks/0/run").toString()).contains("\"mvn -q test\"");
    assertThat(brief.at("/output")).hasToString("[\"patch\",\"report\"]");
    assertThat(brief.at("/env")).hasToString("[\"A=1\"]");
    assertThat(brief.at("/limits/timeout").asText()).isEqualTo("30m");
  }

  @Test
  void withoutAGoalTheCommandIsTheGoal() throws Exception {
    assertThat(brief("--", "sh", "fix.sh").get("goal").asText()).isEqualTo("Run: sh fix.sh");
  }

  @Test
  void anAgentIsGivenItsModelAndEffort() throws Exception {
    JsonNode brief = brief("--agent=codex", "--model=gpt-5", "--effort=high", "Fix it");

    assertThat(brief.at("/run/agent").asText()).isEqualTo("codex");
    assertThat(brief.at("/run/model").asText()).isEqualTo("gpt-5");
    assertThat(brief.at("/run/effort").asText()).isEqualTo("high");
    assertThat(brief.get("goal").asText()).isEqualTo("Fix it");
  }

  @Test
  void whatDoesNotGoTogetherIsAUsageError() {
    assertThat(commands.run("task", "--agent", "codex").stderr()).contains("the goal is missing");
    assertThat(commands.run("task", "--agent", "codex", "Fix it", "--", "sh").stderr())
        .contains("by --agent NAME or by -- COMMAND");
    assertThat(commands.run("task", "Fix", "it", "--", "sh").stderr()).contains("in quotes");
    assertThat(commands.run("task", "--include", "a", "brief.yaml").stderr())
        .contains("go with --agent NAME or -- COMMAND");
    assertThat(commands.run("task").stderr()).contains("name a brief");
    assertThat(commands.run("task", "-", "-").stderr()).contains("more than once");
    assertThat(commands.run("task", "-", "-").exit()).isEqualTo(2);
  }

  @Test
  void whatIsWrongWithAFlagIsToldAsOfABrief() {
    ProcessResult task = commands.run("task", "--background", "--limit", "soon", "x", "--", "sh");

    assertThat(task.exit()).isEqualTo(5);
    assertThat(task.stderr()).contains("limits.timeout", "soon");
  }

  @Test
  void ofSeveralBriefsNoneIsSubmittedIfOneIsRefused() {
    String good = commands.write("goal: Give one.\nrun: {handler: one}\n");
    String bad = commands.write("goal: Give one.\nrun: {handler: one}\nnonsense: 1\n");

    ProcessResult task = commands.run("task", "--background", good, bad);

    assertThat(task.exit()).isEqualTo(5);
    assertThat(task.stdout()).isEmpty();
    assertThat(task.stderr()).contains("nothing was submitted", "nonsense");
  }

  @Test
  void aKeyIsForOneBrief() {
    String brief = commands.write("goal: Give one.\nrun: {handler: one}\n");

    ProcessResult task = commands.run("task", "--background", "--key", "k", brief, brief);

    assertThat(task.exit()).isEqualTo(2);
    assertThat(task.stderr()).contains("--key is for one brief, got: 2 briefs");
  }

  private JsonNode brief(String... words) throws Exception {
    List<String> line =
        new ArrayList<>(List.of("task", "--background", "--repo", repository.path().toString()));
    line.addAll(List.of(words));
    ProcessResult task = commands.run(line.toArray(String[]::new));
    assertThat(task.exit()).as(task.stderr()).isZero();
    ProcessResult show = commands.run("brief", "show", task.stdout().strip(), "--json");
    return new ObjectMapper().readTree(show.stdout());
  }
}
