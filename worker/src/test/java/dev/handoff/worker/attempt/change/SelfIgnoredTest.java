package dev.handoff.worker.attempt.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that tools make and hide from git by a .gitignore of their own. */
class SelfIgnoredTest {

  /** Makes the folder of a tool as pytest, mypy, ruff and uv do. */
  private static final String TOOL =
      """
      tool() {
        mkdir -p "$1/v/cache"
        printf '# Made by a tool.\\n*\\n' > "$1/.gitignore"
        echo 'Signature: 8a477f597d28d172789f06886806bc55' > "$1/CACHEDIR.TAG"
        echo '[]' > "$1/v/cache/nodeids"
      }
      """;

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("src/m.py", "def f():\n    return 1\n")
        .with("tests/test_m.py", "from m import f\ndef test(): assert f() == 2\n")
        .with("tests/tool", "tool\n")
        .with(".gitignore", "__pycache__/\n");
  }

  private BriefBuilder brief(String script) throws Exception {
    return fixture.brief().include("src/**").run(TOOL + script);
  }

  private static List<String> paths(AttemptOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    return outcome.result().changes().paths();
  }

  private static AttemptOutcome.Failed failed(AttemptOutcome outcome, Reason reason) {
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    assertThat(((AttemptOutcome.Failed) outcome).reason())
        .as(((AttemptOutcome.Failed) outcome).message())
        .isEqualTo(reason);
    return (AttemptOutcome.Failed) outcome;
  }

  @Test
  void folderOfAToolIsNeitherAChangeNorAViolation() throws Exception {
    AttemptOutcome outcome =
        fixture.run(brief("sed -i s/1/2/ src/m.py; tool .pytest_cache; tool src/.ruff_cache"));

    assertThat(paths(outcome)).containsExactly("src/m.py");
    assertThat(fixture.recorder.text("patch")).doesNotContain("CACHEDIR");
    String said =
        "Left out of the result, as git leaves it out: .pytest_cache/ (3 files),"
            + " src/.ruff_cache/ (3 files).";
    assertThat(fixture.recorder.text("log")).contains(said);
    assertThat(fixture.recorder.text("report")).contains("> " + said);
  }

  @Test
  void includeDoesNotPutTheFolderOfAToolIntoTheResult() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .include("src/**", ".pytest_cache/**")
                .run(TOOL + "sed -i s/1/2/ src/m.py; tool .pytest_cache"));

    assertThat(paths(outcome)).containsExactly("src/m.py");
  }

  @Test
  void folderThatPytestMakesIsNoChange() throws Exception {
    Process pytest = new ProcessBuilder("python3", "-m", "pytest", "--version").start();
    assumeThat(pytest.waitFor()).as("exit code of python3 -m pytest --version").isZero();

    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .include("src/**")
                .env("PYTHONPATH=src")
                .run("sed -i s/1/2/ src/m.py; python3 -m pytest -q tests")
                .check("the tests pass", "python3", "-m", "pytest", "-q", "tests"));

    assertThat(paths(outcome)).containsExactly("src/m.py");
    assertThat(fixture.recorder.text("log")).contains("as git leaves it out: .pytest_cache/ (");
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mkdir g; printf '*\\n!x\\n' > g/.gitignore; echo x > g/x | g/x
          mkdir g; printf '*\\n!.gitignore\\n' > g/.gitignore | g/.gitignore
          mkdir g; printf 'x\\n.gitignore\\n' > g/.gitignore; echo x > g/x | g/x
          mkdir g; printf '*.py\\n' > g/.gitignore; echo x > g/x.py | g/x.py
          mkdir g; printf '*\\n' > g/.GITIGNORE; echo x > g/x | g/x
          mkdir g; printf '*\\n' > src/rules; ln -s ../src/rules g/.gitignore; echo x > g/x | g/x
          mkdir -p g/.gitignore; echo '*' > g/.gitignore/x | g/.gitignore/x
          mkdir g; mkfifo g/.gitignore; echo x > g/x | g/x
          printf '*\\n' > tests/.gitignore; echo x > tests/x | tests/x
          printf '*\\n' > .gitignore; echo x > x | x
          mkdir TESTS; printf '*\\n' > TESTS/.gitignore; echo x > TESTS/x | TESTS/x
          rm tests/tool; mkdir tests/tool; printf '*\\n' > tests/tool/.gitignore | tests/tool/.gitignore
          rm tests/tool; mkdir tests/tool; printf '*\\n' > tests/tool/.gitignore | tests/tool (
          mv tests g; printf '*\\n' > g/.gitignore | tests/test_m.py
          git init -q g; printf '*\\n' > g/.gitignore; echo x > g/x | g/.git (a nested
          git init -q g; printf '*\\n' > g/.gitignore; echo x > g/x | g/x
          mkdir -p g/h; printf '*\\n' > g/h/.gitignore; echo x > g/x | g/x
          d=$(printf 'g\\377'); mkdir "$d"; printf '*\\n' > "$d/.gitignore" | .gitignore (outside
          """)
  void whatGitShowsOrTheBaseHasIsHiddenFromNobody(String script, String named) throws Exception {
    AttemptOutcome.Failed outcome =
        failed(fixture.run(brief("echo x >> src/m.py; " + script)), Reason.SCOPE_VIOLATION);

    assertThat(outcome.message()).contains("\n").contains(named);
  }

  @Test
  void rulesOfManyKindsHideAFolderAsTheyDoForGit() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief(
                "echo x >> src/m.py; mkdir -p a/deep b c \"$(printf 'd/\\377')\";"
                    + " printf '\\357\\273\\277# x\\r\\n*  \\r\\n' > a/.gitignore;"
                    + " printf '!x\\n' > a/deep/.gitignore; echo x > a/deep/x;"
                    + " printf '*\\n!/none\\n' > b/.gitignore; mkfifo b/pipe;"
                    + " printf '*' > c/.gitignore; git init -q c/checkouts/one;"
                    + " mkdir -p c/e/.GIT; echo x > c/e/.GIT/config; ln -s /etc c/link;"
                    + " printf '*\\n' > d/.gitignore; echo x > \"$(printf 'd/\\377/\\376')\""));

    assertThat(paths(outcome)).containsExactly("src/m.py");
    assertThat(fixture.recorder.text("log")).contains("a/ (3 files), b/ (1 file), c/", "d/ (2 f");
  }

  @Test
  void checkDoesNotPassByAFileThatNobodyGets() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(
            fixture.run(
                brief("echo x >> src/m.py; tool gen; echo ok > gen/answer")
                    .check("has an answer", "test", "-f", "gen/answer")),
            Reason.CHECK_FAILED);

    assertThat(outcome.message())
        .contains("what is left out of the result is not there for checks: gen/ (4 files)");
  }

  @Test
  void folderIsBackForTheArtifactsUnlessACheckMadeItAnew() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief("echo x >> src/m.py; tool htmlcov; tool gen; echo run > gen/by")
                .artifacts("htmlcov/CACHEDIR.TAG", "gen/by")
                .check("makes it anew", "sh", "-c", "mkdir gen; echo check > gen/by"));

    paths(outcome);
    assertThat(outcome.result().outputs().artifacts())
        .extracting(Artifact::name)
        .containsExactly("artifacts/gen/by", "artifacts/htmlcov/CACHEDIR.TAG");
    assertThat(fixture.recorder.text("artifacts/gen/by")).isEqualTo("check\n");
  }

  @Test
  void folderComesBackToNoPlaceThatACheckMadeALinkOf() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

    AttemptOutcome outcome =
        fixture.run(
            brief("echo x >> src/m.py; tool src/gen")
                .check("c", "sh", "-c", "rm -r src; ln -s '%s' src".formatted(elsewhere)));

    assertThat(paths(outcome)).containsExactly("src/m.py");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void folderOfAToolThatSetupLeftIsForChecksAsSetupLeftIt() throws Exception {
    String odd = "\"$(printf '.venv/\\377.pth')\"";

    AttemptOutcome outcome =
        fixture.run(
            brief(
                    "echo x >> src/m.py; echo job > .venv/lib; echo job > .venv/new; rm .venv/bin;"
                        + " mkdir .venv/dir; echo x > .venv/dir/x; echo x > "
                        + odd)
                .setup(TOOL + "tool .venv; for each in lib bin kept; do echo s > .venv/$each; done")
                .check("c", "sh", "-c", "cat .venv/lib .venv/bin .venv/kept; ls -A .venv"));

    assertThat(paths(outcome)).containsExactly("src/m.py");
    assertThat(fixture.recorder.text("log"))
        .contains(".venv/ (5 files)")
        .contains("\ns\ns\ns\n.gitignore\nCACHEDIR.TAG\nbin\n")
        .doesNotContain("new\n", ".pth");
  }

  @Test
  void jobCannotHideWhatSetupLeftOpen() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(
            fixture.run(
                brief("echo x >> src/m.py; echo job > gen/api; echo '*' > gen/.gitignore")
                    .setup("mkdir gen; echo setup > gen/api")),
            Reason.SCOPE_VIOLATION);

    assertThat(outcome.message()).contains("gen/.gitignore (outside", "gen/api (outside");
  }

  @Test
  void whatABaselineCheckWritesThereIsGone() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief("find . -path './.pytest*' ! -type d; echo x >> src/m.py")
                .baseline()
                .check("c", "sh", "-c", TOOL + "tool .pytest_cache; git init -q .pytest_cache/x"));

    assertThat(paths(outcome)).containsExactly("src/m.py");
    assertThat(fixture.recorder.text("log")).doesNotContain(".pytest_cache");
  }

  @Test
  void otherFilesThatToolsLeaveCountAndTheMessageSaysWhatToDo() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(
            fixture.run(
                brief(
                    "echo x >> src/m.py; touch .DS_Store; mkdir -p node_modules/a; echo x >"
                        + " node_modules/a/index.js; touch tests/real.js")),
            Reason.SCOPE_VIOLATION);

    assertThat(outcome.message())
        .contains("tests/real.js (outside the scope)")
        .contains("\n.DS_Store, node_modules/a/index.js: these look like what tools leave behind.");
  }

  @Test
  void otherFilesThatToolsLeaveInTheScopeAreInTheResultAndNamed() throws Exception {
    AttemptOutcome outcome = fixture.run(brief("echo x >> src/m.py; touch src/m.pyc"));

    assertThat(paths(outcome)).containsExactly("src/m.py", "src/m.pyc");
    assertThat(fixture.recorder.text("report")).contains("src/m.pyc: these look like what tools");
  }
}
