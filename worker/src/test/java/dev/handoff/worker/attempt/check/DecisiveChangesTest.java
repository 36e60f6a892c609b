package dev.handoff.worker.attempt.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.job.JobResult.Touched;
import dev.handoff.job.JobResult.Touched.What;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job that changes what decides its checks is said to, in the report and for programs. */
class DecisiveChangesTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("Makefile", "check:\n\tfalse\n")
        .with("package.json", "{\"scripts\": {\"test\": \"false\"}, \"dependencies\": {}}\n")
        .with("tests/test_m.py", "def test_m():\n    assert False\n")
        .with("tests/täst_ü.py", "def test_u():\n    assert False\n");
  }

  private AttemptOutcome.Completed completed(String run, String check) throws Exception {
    AttemptOutcome outcome = fixture.run(fixture.brief().run(run).check("it works", MINUTE, check));
    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    return (AttemptOutcome.Completed) outcome;
  }

  private static List<Touched> touched(AttemptOutcome outcome) {
    return outcome.result().checks().get(0).touched();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          printf 'check:\\n\\ttrue\\n' > Makefile | sh -c 'make -s check' | Makefile | DEFINITION
          sed -i s/false/true/ package.json | : npm test | package.json | DEFINITION
          rm tests/test_m.py | : pytest -q | tests/test_m.py | TEST_DELETED
          rm -r tests/t*st_?.py | : pytest -q | tests/test_m.py | TEST_DELETED
          sed -i '1i @pytest.mark.skip' tests/test_m.py | : pytest -q | tests/test_m.py | TEST_SKIPPED
          echo x > new.txt; echo x > conftest.py | : pytest -q | conftest.py | DEFINITION
          """)
  void isNamed(String run, String check, String path, What what) throws Exception {
    AttemptOutcome outcome = completed(run, check);

    assertThat(touched(outcome))
        .anySatisfy(
            file -> {
              assertThat(file.path()).isEqualTo(path);
              assertThat(file.what()).isEqualTo(what);
              assertThat(file.lines()).isNotEmpty();
            });
    String report = fixture.recorder.text("report");
    assertThat(report)
        .containsSubsequence("# ", "## Look at this first", path, "## Goal", "## Checks");
  }

  @Test
  void npmPassesByAScriptThatTheJobEmptiedAndTheReportSaysSo() throws Exception {
    assumeTrue(isInstalled("npm"), "npm is not installed");

    AttemptOutcome outcome = completed("sed -i s/false/true/ package.json", "npm test --silent");

    assertThat(touched(outcome))
        .singleElement()
        .satisfies(
            file -> assertThat(String.join("\n", file.lines())).contains("-", "false", "true"));
  }

  private static boolean isInstalled(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
  }

  @Test
  void nameThatIsNoAsciiIsReadable() throws Exception {
    AttemptOutcome outcome = completed("rm tests/täst_ü.py", ": pytest -q");

    assertThat(touched(outcome))
        .singleElement()
        .extracting(Touched::path)
        .isEqualTo("tests/täst_ü.py");
  }

  @Test
  void newDependencyIsNoDefinition() throws Exception {
    AttemptOutcome outcome = completed("sed -i 's/{}/{\"a\": \"1\"}/' package.json", ": npm test");

    assertThat(touched(outcome)).isNull();
    assertThat(fixture.recorder.text("report")).doesNotContain("Look at this first");
  }

  @Test
  void fileThatIsPutBackForChecksDecidesNothing() throws Exception {
    fixture.source.with("tests/conftest.py", "true\n");

    AttemptOutcome outcome =
        completed(
            "echo exit 0 > tests/conftest.py; echo x > new.txt", "sh tests/conftest.py; : pytest");

    assertThat(touched(outcome)).isNull();
  }

  @Test
  void whatTheJobWroteIsFencedInTheReport() throws Exception {
    completed("printf '# ```\\n# <b>All is well</b>\\n' > Makefile", ": make");

    assertThat(fixture.recorder.text("report")).contains("````text\n");
  }
}
