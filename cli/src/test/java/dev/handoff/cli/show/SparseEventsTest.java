package dev.handoff.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.JobView;
import dev.handoff.cli.RecordedJob;
import dev.handoff.cli.job.ShortReport;
import dev.handoff.cli.job.StatusText;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Texts about events that have no more than their schema requires, as other clients may write. */
class SparseEventsTest {

  private static final RecordedJob RUNNING = RecordedJob.submitted().started();
  private static final Instant AT = RecordedJob.SUBMITTED_AT.plusSeconds(9);
  private static final String LEASE = "lease-1";

  private static final Progressed PROGRESSED = new Progressed(AT, 1, LEASE, null, null, 40);
  private static final Failed FAILED = new Failed(AT, 1, LEASE, Reason.RUN_FAILED, null, null);
  private static final Cancelled CANCELLED = new Cancelled(AT, 1, LEASE, null, null, null);

  private static JobView after(JobEvent event) {
    return new JobView(RecordedJob.JOB, RUNNING.state().apply(event));
  }

  private static String row(JobEvent event) {
    String row = EventText.row(new RecordedEvent(RecordedJob.JOB, event, 7), true);
    return row.substring(row.indexOf("+0:00:09") + "+0:00:09".length()).strip();
  }

  @Test
  void theSummaryOfAFailureWithoutAMessageSaysThatItFailed() {
    assertThat(ResultSummary.of(after(FAILED)))
        .contains("state      failed: run_failed, attempt 1 on worker-7")
        .doesNotContain("null");
  }

  @Test
  void theReportOfACancellationByNobodySaysThatItWasCancelled() {
    assertThat(ShortReport.of(after(CANCELLED))).contains("\nCancelled\n").doesNotContain("null");
  }

  @Test
  void rowsOfEventsLeaveOutWhatIsMissing() {
    Submitted submitted = RUNNING.state().submitted();

    assertThat(row(new Submitted(AT, submitted.brief(), null, "standard", 7L, null, null)))
        .isEqualTo("submitted         to lane standard: Tidy up");
    assertThat(row(PROGRESSED)).isEqualTo("progressed         40 %");
    assertThat(row(new CheckFinished(AT, 1, LEASE, null))).isEqualTo("check_finished");
    assertThat(row(new CancelRequested(AT, null, null))).isEqualTo("cancel_requested");
    assertThat(row(new CancelRequested(AT, "ann", "late")))
        .isEqualTo("cancel_requested  by ann: late");
    assertThat(row(CANCELLED)).isEqualTo("cancelled");
    assertThat(row(FAILED)).isEqualTo("failed            run_failed");
  }

  @Test
  void aJobThatTellsNoPhaseIsRunning() {
    JobView view = after(PROGRESSED);
    JobTable table = new JobTable(AT);
    table.add(new JobSummary(view.job(), "Tidy up", view.state()));

    assertThat(StatusText.line(view)).isEqualTo("running, attempt 1 on worker-7");
    assertThat(table.lines(false).get(1)).contains("  running: progress 40 %  ");
  }
}
