package dev.handoff.worker.attempt.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
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

/** Whose fault it is that a check cannot run: what the job can bring about costs it an attempt. */
class CheckFaultTest {

  @TempDir Path folder;

  private AttemptFixture fixture;

  @BeforeEach
  void commitSources() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("check.sh", "test -s page.txt\n")
        .with("page.txt", "page\n")
        .with("code.txt", "1\n")
        .with(".gitignore", "build/\n");
  }

  private BriefBuilder brief(String script) throws Exception {
    return fixture.brief().include("page.txt").run("echo new > page.txt; " + script);
  }

  private CheckResult failed(BriefBuilder brief, Reason reason) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
    assertThat(failed.reason()).as(failed.message()).isEqualTo(reason);
    CheckResult check = outcome.result().checks().get(0);
    assertThat(check.verdict())
        .isEqualTo(
            reason == Reason.CHECK_FAILED
                ? JobResult.CheckVerdict.FAILED
                : JobResult.CheckVerdict.COULD_NOT_RUN);
    return check;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sh none.sh", "./none.sh", "env A=b sh tools/none.sh", "cd . && ./none.sh"})
  void aScriptThatNobodyHasCouldNotRun(String script) throws Exception {
    CheckResult check =
        failed(brief("true").check("c", Duration.ofMinutes(1), script), Reason.CHECK_COULD_NOT_RUN);

    assertThat(check.tail()).contains("none.sh is not there: the base commit does not have it");
    assertThat(check.tail()).doesNotContain("the job did not make it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh none.sh", "./none.sh", "sh build/none.sh"})
  void aScriptThatTheJobMayMakeAndDoesNotIsItsFailure(String script) throws Exception {
    CheckResult check =
        failed(
            fixture.brief().run("echo new > page.txt").check("c", Duration.ofMinutes(1), script),
            Reason.CHECK_FAILED);

    assertThat(check.tail()).contains("none.sh is not there", "the job did not make it");
  }

  @Test
  void aScriptThatTheJobRemovedIsItsFailure() throws Exception {
    CheckResult check =
        failed(
            brief("rm check.sh").include("page.txt", "check.sh").check("c", "sh", "check.sh"),
            Reason.CHECK_FAILED);

    assertThat(check.tail()).contains("check.sh is not there: the job removed it");
  }

  @Test
  void soIsOneThatSetupHadMade() throws Exception {
    CheckResult check =
        failed(
            brief("rm made.sh")
                .include("page.txt", "made.sh")
                .setup("echo true > made.sh")
                .check("c", "sh", "made.sh"),
            Reason.CHECK_FAILED);

    assertThat(check.tail()).contains("made.sh is not there: the job removed it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo exit 127 > check.sh", "echo no-such-program > check.sh"})
  void aScriptThatTheJobWroteCannotSayThatItCouldNotRun(String script) throws Exception {
    CheckResult check =
        failed(
            brief(script).include("page.txt", "check.sh").check("c", "sh", "check.sh"),
            Reason.CHECK_FAILED);

    assertThat(check.exit()).isEqualTo(127);
  }

  @Test
  void aCheckThatRanBeforeTheJobIsNotUnableToRunAfterIt() throws Exception {
    CheckResult check =
        failed(
            brief("echo 127 > code.txt")
                .include("page.txt", "code.txt")
                .baseline()
                .check("c", Duration.ofMinutes(1), "exit $(cat code.txt)"),
            Reason.CHECK_FAILED);

    assertThat(check.exit()).isEqualTo(127);
    assertThat(check.before()).isEqualTo(JobResult.CheckVerdict.FAILED);
  }

  @Test
  void aCheckThatCouldNotRunBeforeTheJobEitherCouldNotRun() throws Exception {
    CheckResult check =
        failed(brief("true").baseline().check("c", "sh", "none.sh"), Reason.CHECK_COULD_NOT_RUN);

    assertThat(check.before()).isEqualTo(JobResult.CheckVerdict.COULD_NOT_RUN);
  }

  @Test
  void aScriptThatTheJobMadeIsRun() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief("echo true > new.sh").include("*.txt", "new.sh").check("c", "sh", "new.sh"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void aScriptThatFailsHasFailed() throws Exception {
    fixture.source.with("check.sh", "exit 3\n");

    assertThat(failed(brief("true").check("c", "sh", "check.sh"), Reason.CHECK_FAILED).tail())
        .doesNotContain("is not there");
  }
}
