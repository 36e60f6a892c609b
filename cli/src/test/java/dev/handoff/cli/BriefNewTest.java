package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.lint.BriefLint;
import dev.handoff.brief.lint.LintWarning;
import dev.handoff.brief.lint.LintWarning.Severity;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.SmallDisk;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code handoff brief new} writes, and what it does not touch. */
class BriefNewTest {

  private static final String OWN =
      """
      # How we add an endpoint.
      goal: FILL IN which endpoint answers what
      run: {command: [sh, work.sh]}
      """;

  @TempDir Path folder;

  private TestRepository repository;
  private Path file;

  @BeforeEach
  void makeARepository() {
    repository = TestRepository.in(folder.resolve("repository"));
    file = repository.path().resolve("brief.yaml");
  }

  private ProcessResult runNew(String... arguments) {
    String[] words = new String[arguments.length + 3];
    words[0] = "brief";
    words[1] = "new";
    words[2] = file.toString();
    System.arraycopy(arguments, 0, words, 3, arguments.length);
    return CommandRun.of(words);
  }

  /** For an unknown build no check is invented; the brief asks the user to write one. */
  @ParameterizedTest
  @CsvSource({
    "change, goal checks",
    "refactor, goal checks",
    "migration, goal checks",
    "tests, goal checks",
    "dependency-upgrade, goal checks",
    "docs, goal checks",
    "audit, goal"
  })
  void everyTemplateIsAGoodBriefButForItsGoalAndAnUnknownCheck(String template, String open)
      throws IOException {
    Brief brief = written("--template", template);

    assertThat(brief.template()).isEqualTo(template);
    assertThat(warnings(brief)).containsExactly(open.split(" "));
    assertThat(Files.readString(file)).doesNotContain("${");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"change", "refactor", "migration", "tests", "dependency-upgrade", "docs", "audit"})
  void everyTemplateIsAGoodBriefButForItsGoalInAKnownBuild(String template) throws IOException {
    repository.with("pom.xml", "<project/>").with("src/main/java/A.java", "class A {}\n").commit();

    Brief brief = written("--template", template);

    assertThat(warnings(brief)).containsExactly("goal");
    assertThat(Files.readString(file)).doesNotContain("${", "check.sh");
  }

  private Brief written(String... arguments) throws IOException {
    ProcessResult run = runNew(arguments);
    assertThat(run.exit()).as(run.stderr()).isZero();
    assertThat(run.stdout()).isEqualTo(file + System.lineSeparator());
    return new BriefReader().read(file);
  }

  private static List<String> warnings(Brief brief) {
    return BriefLint.findings(brief, true).stream()
        .filter(finding -> finding.severity() != Severity.NOTE)
        .map(LintWarning::path)
        .toList();
  }

  @Test
  void theGoalIsTheOnlyEdit() throws IOException {
    repository.with("go.mod", "module m\n").with("m.go", "package m\n").commit();
    runNew();
    String text = Files.readString(file);
    String goal = text.substring(text.indexOf("goal:"), text.indexOf("scope:"));
    Files.writeString(
        file, text.replace(goal, "goal: The page /health answers 200 when the store is up.\n"));

    ProcessResult lint = CommandRun.of("brief", "lint", file.toString());

    assertThat(lint.exit()).as(lint.stdout()).isZero();
  }

  @Test
  void withoutANameItIsTheTemplateForAnyChange() throws IOException {
    runNew();

    assertThat(new BriefReader().read(file).template()).isEqualTo("change");
  }

  @Test
  void aFileThatExistsIsLeftAsItIs() throws IOException {
    Files.writeString(file, "mine");

    ProcessResult run = runNew();

    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr()).contains(file.toString(), "Name another file");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aMissingFolderIsNamed() {
    file = repository.path().resolve("no-such/brief.yaml");

    ProcessResult run = runNew();

    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.stderr()).contains("no-such", "folder does not exist");
  }

  @Test
  void anUnknownTemplateIsAnsweredWithTheKnownOnes() {
    ProcessResult run = runNew("--template", "../secret");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.stderr()).contains("refactor, migration, tests", "got: ../secret");
    assertThat(file).doesNotExist();
  }

  @Test
  void aDashIsStdout() {
    ProcessResult run = CommandRun.of("brief", "new", "-");

    assertThat(run.exit()).isZero();
    assertThat(run.stdout()).contains("template: change", "goal: >-\n");
    assertThat(run.stderr()).doesNotContain("handoff task");
  }

  @Test
  void itWorksOutsideOfARepository() {
    file = folder.resolve("brief.yaml");

    ProcessResult run = runNew();

    assertThat(run.exit()).as(run.stderr()).isZero();
    assertThat(file).exists();
  }

  @Test
  void theChecksAreThoseOfTheBuild() throws IOException {
    repository.with("pom.xml", "<project/>").with("mvnw", "");

    runNew();

    Brief brief = new BriefReader().read(file);
    assertThat(brief.checks().get(0).run().argv())
        .containsExactly("sh", "mvnw", "-B", "-ntp", "verify");
    assertThat(brief.scope().include()).containsExactly("**/src/**");
  }

  @Test
  void aLockedNodePackageIsInstalledAsItIsLocked() throws IOException {
    repository.with("package.json", "{\"scripts\": {\"test\": \"node --test\"}}");
    repository.with("package-lock.json", "{}");

    runNew("--template", "dependency-upgrade");

    Brief brief = new BriefReader().read(file);
    assertThat(brief.setup()).singleElement().hasToString("Command[argv=[npm, ci]]");
    assertThat(brief.checks().get(0).run().argv()).containsExactly("npm", "test");
    assertThat(brief.scope().include()).contains("package.json", "package-lock.json", "*.js");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"scripts\": {\"test\": \"echo \\\"no test specified\\\" && exit 1\"}}"})
  void aNodePackageWithoutTestsGetsNoCheckThatIsNotThere(String manifest) throws IOException {
    repository.with("package.json", manifest);

    Brief brief = written();

    assertThat(brief.checks()).isEmpty();
    assertThat(Files.readString(file)).contains("commit a script that fails");
    assertThat(brief.setup()).singleElement().hasToString("Command[argv=[npm, install]]");
  }

  @Test
  void theRepositorysOwnTemplateWins() throws IOException {
    repository.with(".handoff/templates/tests.yaml", OWN + "template: other\n");

    runNew("--template", "tests");

    assertThat(file).hasContent(OWN + "template: \"tests\"\n");
    assertThat(new BriefReader().read(file).template()).isEqualTo("tests");
  }

  @Test
  void aTemplateThatDoesNotNameItselfIsNamed() throws IOException {
    repository.with(".handoff/templates/endpoint.yaml", OWN);

    runNew("--template", "endpoint");

    assertThat(new BriefReader().read(file).template()).isEqualTo("endpoint");
  }

  @Test
  void anOwnTemplateThatIsNoBriefIsRefused() {
    repository.with(".handoff/templates/endpoint.yaml", "goal: \"\\e[31m\"\n");

    ProcessResult run = runNew("--template", "endpoint");

    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.stderr()).contains("endpoint", "run: must be given", "nothing was written");
    assertThat(file).doesNotExist();
  }

  @Test
  void anOwnTemplateWhoseNameTakesSeveralLinesIsRefused() {
    repository.with(".handoff/templates/endpoint.yaml", OWN + "template: >-\n  other\n");

    ProcessResult run = runNew("--template", "endpoint");

    assertThat(run.exit()).isEqualTo(5);
    assertThat(file).doesNotExist();
  }

  @Test
  void theListNamesAllTemplates() {
    repository
        .with(".handoff/templates/endpoint.yaml", OWN)
        .with(".handoff/templates/docs.yaml", OWN)
        .with(".handoff/templates/.hidden.yaml", OWN);

    ProcessResult run = runNew("--list");

    assertThat(run.exit()).isZero();
    assertThat(run.stdout().lines().map(line -> line.split(" ")[0]))
        .containsExactly(
            "change",
            "refactor",
            "migration",
            "tests",
            "dependency-upgrade",
            "docs",
            "audit",
            "endpoint");
    assertThat(run.stdout().lines())
        .contains("endpoint             How we add an endpoint. (of this repository)")
        .contains("docs                 How we add an endpoint. (of this repository)")
        .contains("tests                Tests for code that has none, or too few.");
    assertThat(file).doesNotExist();
  }

  @Test
  void theNotesOnTheTemplateAreShown() {
    repository.with(".handoff/notes/docs.md", "- say who reads it \u001b[2J\n");

    ProcessResult run = runNew("--template", "docs");

    assertThat(run.stderr()).contains("docs.md", "- say who reads it").doesNotContain("\u001b");
    assertThat(run.stdout()).doesNotContain("say who reads it");
  }

  @Test
  void nothingIsLeftOfABriefThatThereIsNoRoomFor() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8)) {
      disk.fill();
      file = disk.folder().resolve("brief.yaml");

      ProcessResult refused = runNew("--template", "change");

      assertThat(refused.exit()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(refused.stderr())
          .contains("no room for " + file + ": its disk is full")
          .doesNotContain("Exception");
      assertThat(file).doesNotExist();
    }
  }
}
