package dev.handoff.worker.attempt.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("README.md", "readme\n")
        .with("made", "old\n")
        .with(".gitignore", "cache/\n")
        .with("generate.sh", "echo new > made; mkdir -p cache; echo c > cache/c\n");
  }

  @Test
  void eachCheckTellsWhatItSaidBeforeTheJob() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .baseline()
            .run("echo x > README.md")
            .check("good", "true")
            .check("mended", "sh", "-c", "grep -q x *.md")
            .check("bad", "false")
            .check("broken by the job", "sh", "-c", "grep -q readme *.md");

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(((AttemptOutcome.Failed) outcome).message())
        .startsWith("check \"bad\" ended with exit code 1; before the job it failed too\n");
    assertThat(outcome.result().checks())
        .extracting(check -> check.before())
        .containsExactly(
            JobResult.CheckVerdict.PASSED,
            JobResult.CheckVerdict.FAILED,
            JobResult.CheckVerdict.FAILED,
            JobResult.CheckVerdict.PASSED);
    assertThat(outcome.result().checks())
        .extracting(check -> check.verdict())
        .containsExactly(
            JobResult.CheckVerdict.PASSED,
            JobResult.CheckVerdict.PASSED,
            JobResult.CheckVerdict.FAILED,
            JobResult.CheckVerdict.FAILED);
    assertThat(fixture.recorder.checks()).hasSize(4);
    assertThat(fixture.recorder.text("report"))
        .containsPattern("### bad: failed\n\n.* s, exit code 1; before the job: failed too\n")
        .containsPattern("### mended: passed\n\n.* s, exit code 0; before the job: failed\n");
  }

  @Test
  void checkThatCannotRunBeforeTheJobIsNoFailure() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .baseline()
            .run("printf '#!/bin/sh\\n' > tool; chmod +x tool")
            .check("uses the tool", "./tool");

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().checks().get(0).before())
        .isEqualTo(JobResult.CheckVerdict.COULD_NOT_RUN);
  }

  // If what the check wrote counted as there before the job, the job would have changed nothing.
  @Test
  void whatAChecksWritesBeforeTheJobIsDropped() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .baseline()
            .setup("echo s > by-setup")
            .run(
                "cat made by-setup cache/c; ls; git diff --exit-code --stat; sh generate.sh;"
                    + " rm -f by-setup")
            .check(
                "is generated",
                "sh",
                "-c",
                "sh generate.sh; rm by-setup; echo n > by-check; echo n > $(printf 'by-check\\377')");

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(fixture.recorder.text("log"))
        .contains("\nold\ns\nc\n")
        .doesNotContain("by-check", "1 file changed");
    assertThat(outcome.result().changes().paths()).containsExactly("made");
  }

  @Test
  void whatChecksSaidBeforeIsToldOfAJobThatTheGuardStops() throws Exception {
    fixture.run(
        fixture
            .brief()
            .baseline()
            .include("src/**")
            .run("echo x > README.md")
            .check("good", "true")
            .check("bad", "false"));

    assertThat(fixture.recorder.text("report"))
        .contains("scope_violation", "- good: passed before the job\n- bad: failed before the job");
  }

  @Test
  void withoutBaselineNoCheckRunsBeforeTheJob() throws Exception {
    AttemptOutcome outcome =
        fixture.run(fixture.brief().run("echo x > README.md").check("good", "echo", "once"));

    assertThat(outcome.result().checks().get(0).before()).isNull();
    assertThat(fixture.recorder.text("log")).containsOnlyOnce("once");
  }

  @Test
  void baselineCountsInTheTimeOfTheAttempt() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .baseline()
            .timeout(Duration.ofSeconds(3))
            .run("echo ran")
            .check("slow", "sleep", "60");

    AttemptOutcome.Failed outcome = (AttemptOutcome.Failed) fixture.run(brief);

    assertThat(outcome.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(outcome.message()).contains("check \"slow\" before the job");
    assertThat(fixture.recorder.text("log")).doesNotContain("ran");
  }

  @Test
  void checkThatFailedSaysMoreThanOneThatCouldNotRun() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .run("echo x > README.md")
                .check("none", "no-such-program-here")
                .check("bad", "false")
                .check("worse", "sh", "-c", "exit 2"));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(((AttemptOutcome.Failed) outcome).message()).contains("\"bad\"");
  }
}
