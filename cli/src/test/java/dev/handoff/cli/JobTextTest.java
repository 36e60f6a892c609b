package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.job.ShortReport;
import dev.handoff.cli.job.StatusText;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status and the short report of a job, without control sequences. */
class JobTextTest {

  private static final RecordedJob RUNNING = RecordedJob.submitted().started();

  @Test
  void theLineSaysWhereTheJobStands() {
    assertThat(StatusText.line(RecordedJob.submitted().view())).isEqualTo("queued");
    assertThat(StatusText.line(RUNNING.inPhase("verify", null).view()))
        .isEqualTo("running, attempt 1 on worker-7, verify");
    assertThat(StatusText.line(RUNNING.inPhase("run", 10).completed(JobResult.NONE).view()))
        .isEqualTo("completed, attempt 1 on worker-7");
    assertThat(StatusText.line(RUNNING.failed(Reason.CHECK_FAILED, "x").view()))
        .isEqualTo("failed: check_failed, attempt 1 on worker-7");
  }

  @Test
  void theStatusOfAJobWithoutASubmissionHasNoEmptyLines() {
    assertThat(StatusText.of(RecordedJob.unknown().view()))
        .isEqualTo("job        " + RecordedJob.JOB + "\nstate      unknown");
  }

  @Test
  void theStatusTellsTitleLaneAndTimes() {
    assertThat(StatusText.of(RUNNING.completed(JobResult.NONE).view()).lines())
        .hasSize(7)
        .anyMatch("title      Tidy up"::equals)
        .anyMatch("lane       standard"::equals)
        .anyMatch(line -> line.startsWith("submitted  2026-01-02T03:04:05Z ("))
        .anyMatch(line -> line.startsWith("started    2026-01-02T03:04:06Z ("))
        .anyMatch(line -> line.startsWith("ended      2026-01-02T03:04:14Z ("));
  }

  @Test
  void theShortReportOfAHandlerGivesItsValue() {
    String report = ShortReport.of(RUNNING.completed(JobResult.of(IntNode.valueOf(42))).view());

    assertThat(report)
        .startsWith("# Tidy up\n\n**completed, attempt 1 on worker-7** (" + RecordedJob.JOB + ")\n")
        .contains("\nGoal: Tidy up.\n")
        .endsWith("\n```json\n42\n```\n");
  }

  @Test
  void theShortReportOfAFailureGivesTheMessageAndEarlierAttempts() {
    String report =
        ShortReport.of(
            RUNNING
                .attemptEnded(Reason.WORKER_LOST, "no sign of life")
                .started()
                .failed(Reason.RUN_FAILED, "exit code 3")
                .view());

    assertThat(report)
        .contains("**failed: run_failed, attempt 2 on worker-7**")
        .contains("\nexit code 3\n")
        .contains("\nAttempt 1: worker_lost: no sign of life\n");
  }

  @Test
  void theShortReportOfACancellationSaysByWhomAndWhy() {
    assertThat(ShortReport.of(RUNNING.cancelled("too late").view()))
        .contains("\nCancelled by ann: too late\n");
    assertThat(ShortReport.of(RUNNING.cancelled(null).view())).contains("\nCancelled by ann\n");
  }

  @Test
  void aTitleCannotGiveOrdersToATerminal() {
    RecordedJob job = RecordedJob.submitted("Tidy \u001b[31mup\u0007");

    assertThat(ShortReport.of(job.view())).startsWith("# Tidy up\n");
    assertThat(StatusText.of(job.view())).contains("title      Tidy up\n");
  }

  @ParameterizedTest
  @CsvSource({
    "a\u001b[1;31mb\u001b[0mc, abc",
    "a\u001b]0;title\u0007b, ab",
    "a\u001b]8;;https://example.org\u001b\\b, ab",
    "a\u001bb, ab",
    "a\u009b31mb, a31mb",
    "a\u0085\u007f\u0000b, ab",
    "a\u202eb\u2066c, abc",
    "příběh 築地 …, příběh 築地 …"
  })
  void controlCharactersAreTakenOut(String text, String plain) {
    assertThat(PlainLine.of(text)).isEqualTo(plain);
  }

  @Test
  void noFieldOfJsonGivesOrdersToATerminal() {
    RecordedJob job =
        RecordedJob.submitted("a\u009b31m\u007f\u202eb")
            .started()
            .failed(Reason.IDLE, "c\u001b[2Jd");

    String json = JobJson.text(job.view(), false);

    assertThat(json).doesNotContainPattern("[\\p{Cc}\u202e]");
    assertThat(json).contains("a\\u009b31m\\u007f\\u202eb", "c\\u001B[2Jd");
  }

  @Test
  void noTitleMakesASecondLine() {
    assertThat(StatusText.of(RecordedJob.submitted("Tidy\nstate      completed").view()))
        .contains("title      Tidy state completed\n");
  }

  @Test
  void lineEndsAndTabsStay() {
    assertThat(PlainLine.of("a\tb\r\nc\n")).isEqualTo("a\tb\nc\n");
  }
}
