package dev.handoff.worker.attempt.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A check does not find what the job did to the files that decide it. */
class PutBackTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String TESTS =
      "for f in tests/unit/*; do sh $f || exit 1; done; : pytest tests";

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("Makefile", "check:\n\tfalse\n")
        .with("src/m.sh", "echo 1\n")
        .with("tests/unit/a.sh", "grep -q 2 src/m.sh\n")
        .with("tests/unit/b.sh", "true\n");
  }

  private BriefBuilder brief(String run, String check) throws Exception {
    return fixture.brief().include().run(run).check("it works", MINUTE, check);
  }

  private AttemptOutcome.Failed failed(BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
    assertThat(failed.reason()).as(failed.message()).isEqualTo(Reason.CHECK_FAILED);
    return failed;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm tests/unit/a.sh",
        "echo true > tests/unit/a.sh",
        "rm -r tests; ln -s src tests",
        "rm -r tests; echo x > tests"
      })
  void testsOfAFolderThatTheCheckNamesAreBack(String run) throws Exception {
    AttemptOutcome.Failed failed = failed(brief(run, TESTS));

    assertThat(failed.message()).contains("checks name these files", "tests/unit/a.sh");
  }

  @Test
  void pytestFindsTheTestThatTheJobDeleted() throws Exception {
    assumeTrue(
        new ProcessBuilder("python3", "-m", "pytest", "--version").start().waitFor() == 0,
        "pytest is not installed");
    fixture.source.with("tests/test_m.py", "def test_m():\n    assert False\n");

    AttemptOutcome.Failed failed =
        failed(brief("rm tests/test_m.py; echo x > new", "python3 -m pytest -q tests"));

    assertThat(failed.message()).contains("1 failed");
  }

  @Test
  void newTestsOfTheFolderStay() throws Exception {
    AttemptOutcome outcome =
        fixture.run(brief("echo 2 > src/m.sh; echo 'echo new; exit 0' > tests/unit/c.sh", TESTS));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("log")).contains("new\n");
  }

  @Test
  void testsThatTheBriefLetsTheJobChangeStayAsItLeftThem() throws Exception {
    AttemptOutcome outcome =
        fixture.run(brief("echo true > tests/unit/a.sh", TESTS).include("tests/**"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void folderThatIsNoneOfTestsIsLeftToTheJob() throws Exception {
    AttemptOutcome outcome = fixture.run(brief("echo 2 > src/m.sh", "grep -r -q 2 src"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void protectedFileIsAsBeforeTheJobThoughTheBriefIncludesIt() throws Exception {
    String run = "printf 'check:\\n\\ttrue\\n' > Makefile";

    AttemptOutcome.Failed failed =
        failed(brief(run, "make -s check").include("Makefile").protect("/Makefile"));

    assertThat(failed.message()).contains("protect has these files", "Makefile");
  }

  @Test
  void newFileAtAProtectedPathIsNotThereForChecks() throws Exception {
    BriefBuilder brief =
        brief("echo x > conftest.py; echo 2 > src/m.sh", "test ! -e conftest.py")
            .protect("conftest.py");

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("patch")).contains("conftest.py");
  }

  @Test
  void protectedGlobsAreRelativeToTheBriefsFolder() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .dir("src")
                .include()
                .protect("/m.sh")
                .run("echo 9 > m.sh; echo 9 > new.sh")
                .check("the base decides", MINUTE, "cat m* | grep -q 1 && cat n* | grep -q 9"));

    assertThat(outcome)
        .as(fixture.recorder.text("log"))
        .isInstanceOf(AttemptOutcome.Completed.class);
  }
}
