package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobResult.Verdict;
import dev.handoff.job.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptRunnerTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .file("site/posts/one.md", "one\n")
        .file("site/posts/two.md", "two\n")
        .file("site/check.sh", "grep -q ONE posts/one.md\n")
        .file("README.md", "readme\n");
  }

  private static Outcome.Failed failed(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return (Outcome.Failed) outcome;
  }

  @Test
  void completedJobLeavesBranchPatchAndReport() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .dir("site")
            .include("posts/**")
            .run("echo ONE > posts/one.md; echo new > posts/three.md; echo said")
            .check("one is upper case", "sh", "check.sh");
    String base = fixture.source.git("rev-parse", "HEAD");

    Outcome outcome = fixture.run(brief);

    assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    String branch = outcome.result().outputs().branch().name();
    assertThat(branch).isEqualTo("handoff/change-the-posts-" + fixture.job.suffix());
    assertThat(fixture.source.git("show", "--format=%an %s%n%b%P", "--stat", branch))
        .contains("Handoff Change the posts")
        .contains("Handoff-Job: " + fixture.job)
        .contains("Handoff-Attempt: 1")
        .contains(base)
        .contains("2 files changed");
    assertThat(fixture.source.git("status", "--porcelain")).isEmpty();
    assertThat(fixture.recorder.text("patch")).contains("+ONE");
    assertThat(fixture.recorder.text("log")).contains("said\n");
    assertThat(fixture.recorder.text("report"))
        .contains("**Completed.** All checks passed: 1.")
        .contains("### one is upper case: passed")
        .contains("git -C " + fixture.source.folder() + " branch -D " + branch);
    assertThat(outcome.result().changes().paths())
        .containsExactly("site/posts/one.md", "site/posts/three.md");
    assertThat(fixture.recorder.progress())
        .startsWith("prepare null null", "setup null null", "run null null");
    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void failedCheckNamesTheCheckAndMakesNoBranch() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .dir("site")
            .run("echo none > posts/one.md")
            .check("first", "sh", "check.sh")
            .check("second", "true");

    Outcome.Failed outcome = failed(fixture.run(brief));

    assertThat(outcome.reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(outcome.message()).contains("\"first\"");
    assertThat(outcome.result().checks())
        .extracting(check -> check.verdict())
        .containsExactly(Verdict.FAILED, Verdict.PASSED);
    assertThat(outcome.result().outputs().branch()).isNull();
    assertThat(outcome.result().outputs().patch()).isNotNull();
    assertThat(fixture.source.git("branch", "--list", "handoff/*")).isEmpty();
  }
}
