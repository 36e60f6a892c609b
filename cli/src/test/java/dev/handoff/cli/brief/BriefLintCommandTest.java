package dev.handoff.cli.brief;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.handoff.brief.BriefReader;
import dev.handoff.cli.CommandRun;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output and exit codes of {@code handoff brief lint} and {@code schema}. */
class BriefLintCommandTest {

  private static final String GOOD =
      """
      goal: Every post names one of the categories in categories.json.
      scope: {dir: content}
      constraints: [Bodies stay]
      run: {command: [sh, migrate.sh]}
      checks: [{name: none is lost, run: [sh, check.sh]}]
      """;

  @TempDir Path folder;

  private ProcessResult lint(String text, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("brief.yaml"), text);
    String[] words = {"brief", "lint", file.toString()};
    return more.length == 0
        ? CommandRun.of(words)
        : CommandRun.of(words[0], words[1], words[2], more[0]);
  }

  @Test
  void aBriefWithNothingButAdviceEndsWithZero() throws IOException {
    ProcessResult run = lint(GOOD + "expect: 3m\n");

    assertThat(run.exit()).isZero();
    assertThat(run.stdout())
        .isEqualTo(
            """
            advice   expect  3m is under 5 minutes
                             -> do it yourself, unless it is a script
            """);
    assertThat(run.stderr()).isEmpty();
  }

  @Test
  void warningsEndWithOneAndAreAligned() throws IOException {
    ProcessResult run = lint(GOOD.replace("sh, check.sh", "'true'") + "expect: 20m\n");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.stdout())
        .isEqualTo(
            """
            warning  checks[0].run  passes always: true does not fail
                                    -> run something that fails when the goal is not reached
            note     expect         20m is in the sweet spot of 5 to 30 minutes
            """);
  }

  @Test
  void anInvalidBriefEndsWithFive() throws IOException {
    ProcessResult run = lint("goal: \"\\e[31m \"\nrun: {}\nspeed: 3\n");

    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr())
        .contains("brief.yaml is not a valid brief", "run: must have exactly one", "speed")
        .doesNotContain("\u001b", "submitted");
  }

  @Test
  void aMissingFileEndsWithFive() {
    ProcessResult run = CommandRun.of("brief", "lint", folder.resolve("none.yaml").toString());

    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.stderr()).contains("none.yaml");
  }

  @Test
  void jsonGivesFindingsAsOneObject() throws IOException {
    ProcessResult run = lint(GOOD, "--json");

    assertThat(run.exit()).isZero();
    assertThat(run.stdout().lines()).hasSize(1);
    JsonNode json = new JsonMapper().readTree(run.stdout());
    assertThat(json.get("valid").booleanValue()).isTrue();
    assertThat(json.get("errors")).isEmpty();
    assertThat(json.get("findings")).hasSize(1);
    JsonNode finding = json.get("findings").get(0);
    assertThat(finding.get("severity").textValue()).isEqualTo("advice");
    assertThat(finding.get("path").textValue()).isEqualTo("expect");
    assertThat(finding.get("remedy").isNull()).isFalse();
  }

  @Test
  void jsonGivesErrorsAsOneObject() throws IOException {
    ProcessResult run = lint("goal: 7\nrun: {command: [a]}\n", "--json");

    assertThat(run.exit()).isEqualTo(5);
    JsonNode json = new JsonMapper().readTree(run.stdout());
    assertThat(json.get("valid").booleanValue()).isFalse();
    assertThat(json.get("errors").get(0).get("path").textValue()).isEqualTo("goal");
    assertThat(json.get("findings")).isEmpty();
  }

  private Path briefIn(TestRepository repository, String check) throws IOException {
    repository.with("content/a.md", "").with("content/migrate.sh", "").commit();
    return Files.writeString(
        repository.path().resolve("brief.yaml"),
        GOOD.replace("{dir: content}", "{dir: content, include: [\"*.md\"]}")
            .replace("[sh, check.sh]", check));
  }

  @Test
  void whatTheCommitCannotRunEndsWithFiveAndNamesFileAndLine() throws IOException {
    TestRepository repository = TestRepository.in(folder.resolve("repository"));
    Path brief = briefIn(repository, "[sh, migrat.sh]");

    ProcessResult lint = CommandRun.of("brief", "lint", brief.toString());
    ProcessResult task = CommandRun.of("task", brief.toString());

    assertThat(lint.exit()).isEqualTo(5);
    assertThat(lint.stdout()).contains("advice   expect");
    assertThat(lint.stderr())
        .contains(
            "a submit refuses the brief",
            brief + ":5: checks[0].run: runs migrat.sh, which commit ",
            "run: [sh, migrate.sh]");
    assertThat(task.exit()).isEqualTo(5);
    assertThat(task.stdout()).isEmpty();
    assertThat(task.stderr())
        .contains("nothing was submitted", brief + ":5: checks[0].run: runs migrat.sh");
  }

  @Test
  void jsonHasTheErrorsOfTheCommitAndTheFindings() throws IOException {
    TestRepository repository = TestRepository.in(folder.resolve("repository"));
    Path brief = briefIn(repository, "[sh, no.sh]");

    ProcessResult run = CommandRun.of("brief", "lint", brief.toString(), "--json");

    assertThat(run.exit()).isEqualTo(5);
    JsonNode json = new JsonMapper().readTree(run.stdout());
    assertThat(json.get("valid").booleanValue()).isFalse();
    assertThat(json.get("errors").get(0).get("path").textValue()).isEqualTo("checks[0].run");
    assertThat(json.get("findings")).hasSize(1);
  }

  @Test
  void aWarningOfTheCommitEndsWithOne() throws IOException {
    TestRepository repository = TestRepository.in(folder.resolve("repository"));
    Path brief = briefIn(repository, "'sh migrat.sh || sh migrate.sh'");

    ProcessResult run = CommandRun.of("brief", "lint", brief.toString());

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.stdout()).startsWith("warning  checks[0].run  runs migrat.sh");
  }

  @Test
  void aRepositoryThatIsNotHereSaysNothing() throws IOException {
    Path brief =
        Files.writeString(
            folder.resolve("brief.yaml"),
            GOOD.replace("{dir: content}", "{dir: content, repo: 'https://example.org/r.git'}"));
    Path other =
        Files.writeString(
            folder.resolve("other.yaml"),
            GOOD.replace("{dir: content}", "{dir: content, repo: no/such/folder}"));

    assertThat(CommandRun.of("brief", "lint", brief.toString()).exit()).isZero();
    assertThat(CommandRun.of("brief", "lint", other.toString()).exit()).isZero();
  }

  @Test
  void theSchemaIsPrintedAsItIs() throws IOException {
    ProcessResult run = CommandRun.of("brief", "schema");

    assertThat(run.exit()).isZero();
    try (InputStream in = BriefReader.class.getResourceAsStream("brief.schema.json")) {
      assertThat(run.stdout()).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void briefAloneAsksWhat() {
    ProcessResult run = CommandRun.of("brief");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.stderr()).contains("name one of new, lint, schema, show");
  }
}
