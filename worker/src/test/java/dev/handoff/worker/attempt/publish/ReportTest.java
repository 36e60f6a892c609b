package dev.handoff.worker.attempt.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Limits;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Brief.Retries;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Command;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Branch;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.change.Renames;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.StepResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {

  private static final String BASE = "0123456789012345678901234567890123456789";
  private static final JobId JOB = new JobId("task-01abcdefghjkmnpqrstvwxyz01");
  private static final Artifact PATCH = new Artifact("patch", 77, "sha", 0);
  private static final Branch BRANCH = new Branch("handoff/x-yz01", "c0ffee", "/srv/my repo");
  private static final Change CHANGE = new Change("a.md", "100644", "100644", "1", "2", 3, 1);
  private static final String VERSIONS = "Handoff 1, git version 2, isolation none";
  private static final CheckResult PASSED =
      new CheckResult("tidy", JobResult.CheckVerdict.PASSED, 0, 1.25, "all\nwell");

  private static AttemptOrder order(String title, String goal) {
    Brief brief =
        new Brief(
            1,
            title,
            goal,
            new Scope("/srv/my repo", BASE, "", List.of(), List.of()),
            List.of(),
            List.of(),
            List.of(),
            new RunCommand(Command.of("true")),
            List.of(),
            Network.ON,
            List.of(),
            false,
            List.of(),
            List.of(),
            Changes.REQUIRED,
            null,
            new Limits(Duration.ofHours(2), Duration.ZERO, 1, Duration.ofDays(3)),
            new Retries(1, Duration.ZERO, List.of()),
            "standard",
            null);
    return new AttemptOrder(JOB, 2, brief, new byte[0]);
  }

  private static String report(
      StepResult end, String summary, List<CheckResult> checks, Branch branch, Artifact patch) {
    return new Report(
            order("A title", "The goal."),
            end,
            summary,
            List.of(CHANGE),
            Renames.NONE,
            checks,
            Map.of(),
            new Products(branch, patch, null, List.of(), List.of(), List.of(), List.of()),
            VERSIONS)
        .text();
  }

  @Test
  void completedReportTellsAllAndEndsWithTheCommands() {
    String text = report(StepResult.GO_ON, "", List.of(PASSED), BRANCH, PATCH);

    assertThat(text)
        .startsWith("# A title\n\n**Completed.** All checks passed: 1.\n")
        .contains("attempt 2, on base commit `" + BASE + "`. " + VERSIONS + ".\n")
        .contains("> The goal.\n")
        .contains("1 file changed (+3 -1); 1 of 1 checks that ran passed.")
        .contains("- `a.md` +3 -1\n")
        .contains("### tidy: passed\n\n1.25 s, exit code 0\n\n```text\nall\nwell\n```\n")
        .endsWith(
            """
            ```sh
            # look
            git -C '/srv/my repo' diff 0123456789012345678901234567890123456789...handoff/x-yz01 --stat
            git -C '/srv/my repo' show handoff/x-yz01
            # apply: stage the changes on what is checked out, or take the commit as it is
            handoff apply task-01abcdefghjkmnpqrstvwxyz01 --repo '/srv/my repo'
            git -C '/srv/my repo' merge handoff/x-yz01
            # drop
            git -C '/srv/my repo' branch -D handoff/x-yz01
            ```
            """);
  }

  @Test
  void failedReportNamesTheReasonAndOffersThePatch() {
    CheckResult failed =
        new CheckResult("tidy", JobResult.CheckVerdict.FAILED, 3, 0.5, "line 7 is wrong");

    String text =
        report(
            StepResult.failed(Reason.CHECK_FAILED, "check \"tidy\" ended\nline 7 is wrong"),
            "",
            List.of(failed),
            null,
            PATCH);

    assertThat(text)
        .contains("**Failed: check_failed.** What follows is partial.\n\n> check \"tidy\" ended\n")
        .contains("### tidy: failed\n\n0.5 s, exit code 3\n\n```text\nline 7 is wrong\n```\n")
        .contains("No branch, since the job did not complete.")
        .contains("handoff apply " + JOB + " --even-if-failed --repo '/srv/my repo'\n")
        .containsOnlyOnce("line 7 is wrong");
  }

  @Test
  void reportOfAnAttemptThatWasStoppedEarlyIsWhole() {
    String text =
        new Report(
                order("A title", "The goal."),
                new StepResult.Stopped(StopSignal.Why.CANCELLED),
                "",
                List.of(),
                Renames.NONE,
                List.of(),
                Map.of(),
                Products.NONE,
                VERSIONS)
            .text();

    assertThat(text)
        .contains("**Stopped: cancelled.**", "None ran.", "nothing to look at, apply or drop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ok\n## Result\n\ngit branch -D main",
        "```\n## Result\n```",
        "\r\n## Result",
        "<!-- \n## Result",
        "x\u2028## Result\u0085## Result",
        "\u001b[2J## Result\u202e"
      })
  void jobCannotWriteTheClosingSection(String claim) {
    CheckResult check = new CheckResult("c", JobResult.CheckVerdict.PASSED, 0, 1, "````\n" + claim);

    String text = report(StepResult.GO_ON, claim, List.of(check), BRANCH, PATCH);

    // Outside quotes and fences there is one such heading, the last.
    String open = text.replaceAll("(?s)(`{3,})text\n.*?\n\\1\n", "").replaceAll("(?m)^>.*$", "");
    assertThat(open).containsOnlyOnce("## Result").doesNotContain("\u001b", "\u202e", "\u2028");
    assertThat(text).contains("`````text\n");
  }

  @Test
  void reportStaysUnderItsLimitAndKeepsItsEnd() {
    String big = "ü`\n".repeat(20_000);
    String tail = "ü`\n".repeat(2_000);
    List<CheckResult> checks =
        IntStream.range(0, 300)
            .mapToObj(i -> new CheckResult("check " + i, JobResult.CheckVerdict.PASSED, 0, 1, tail))
            .toList();
    List<Change> changes =
        IntStream.range(0, 500)
            .mapToObj(i -> new Change("ü".repeat(200) + i, "000000", "100644", "0", "1", 1, 0))
            .toList();

    String text =
        new Report(
                order(big, big),
                StepResult.GO_ON,
                big,
                changes,
                Renames.NONE,
                checks,
                Map.of(),
                new Products(BRANCH, PATCH, null, List.of(), List.of(), List.of(), List.of()),
                VERSIONS)
            .text();

    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(Report.BYTES);
    assertThat(text).endsWith("branch -D handoff/x-yz01\n```\n").contains("left out");
  }

  @Test
  void thatThereAreNoChecksIsSaidBeforeTheVerdict() {
    String text = report(StepResult.GO_ON, "", List.of(), BRANCH, PATCH);

    assertThat(text).startsWith("# A title\n\nThe brief has no checks").contains("**Completed.**");
  }

  @Test
  void whatWasNotDeliveredComesBeforeTheCommands() {
    Products products =
        new Products(
            null,
            PATCH,
            null,
            List.of(),
            List.of(),
            List.of("A note."),
            List.of("No branch: see <here>."));

    String text =
        new Report(
                order("A title", "The goal."),
                StepResult.GO_ON,
                "",
                List.of(CHANGE),
                Renames.NONE,
                List.of(PASSED),
                Map.of(),
                products,
                VERSIONS)
            .text();

    assertThat(text)
        .containsSubsequence("## Result", "> No branch: see \\<here", "> A note.", "handoff apply");
  }

  @ParameterizedTest
  @CsvSource({"a`b, `` a`b ``", "plain, `plain`"})
  void codeSpanHoldsItsText(String text, String span) {
    assertThat(Report.code(text)).isEqualTo(span);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/srv/repo", "/srv/two  blanks", "/o'brien $x `y`", "/ü\u200b\n\\'\u001b[m"})
  void aShellTakesAQuotedPathForThatVeryPath(String path) throws Exception {
    Process shell =
        new ProcessBuilder("bash", "-c", "printf %s " + ReportClosing.quote(path)).start();

    byte[] word = shell.getInputStream().readAllBytes();

    assertThat(new String(word, StandardCharsets.UTF_8)).isEqualTo(path);
  }
}
