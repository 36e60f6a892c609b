package dev.handoff.cli.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.awaiter.QueuePosition;
import dev.handoff.cli.RecordedJob;
import dev.handoff.cli.console.LiveLine;
import dev.handoff.cli.console.Terminal;
import dev.handoff.cli.job.Unanswered;
import dev.handoff.job.JobResult;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The texts that are printed during a wait. */
class ProgressTextTest {

  private static final KafkaSettings KAFKA =
      new KafkaSettings(Map.of("bootstrap.servers", "broker:9092"), new Topics("test"));
  private static final RecordedJob RUNNING = RecordedJob.submitted().started();

  @Test
  void aWaitingJobTellsItsPlaceAndWhoServesItsLane() {
    assertThat(waiting(new QueuePosition(3L, 2)))
        .isEqualTo("waiting for a worker: place 3, 2 workers serve lane standard");
    assertThat(waiting(new QueuePosition(1L, 0)))
        .isEqualTo("waiting for a worker: no worker that serves lane standard is alive");
    assertThat(waiting(new QueuePosition(null, 1, "5 MiB are free")))
        .isEqualTo(
            "waiting for a worker: 1 worker serves lane standard, and takes no jobs: 5 MiB are free");
    assertThat(waiting(QueuePosition.UNKNOWN)).isEqualTo("waiting for a worker");
  }

  private static String waiting(QueuePosition queuePosition) {
    return StatusLine.of(
        RecordedJob.submitted().view(), queuePosition, "", RecordedJob.SUBMITTED_AT.plusSeconds(9));
  }

  @Test
  void aRunningJobThatTellsNoPhaseTellsItsWorkerAndHowFarItIs() {
    RecordedJob job = RUNNING.inPhase(null, 40);

    assertThat(
            StatusLine.of(
                job.view(), QueuePosition.UNKNOWN, "", RecordedJob.SUBMITTED_AT.plusSeconds(301)))
        .isEqualTo("attempt 1 on worker-7, progress 40 %, for 5 min");
    assertThat(StatusLine.lastSeen(job.view())).isEqualTo("attempt 1");
    assertThat(new JobNews().of(job.view())).containsExactly("attempt 1 on worker-7");
  }

  @Test
  void aRunningJobTellsItsWorkerPhaseTimeAndLastOutput() {
    RecordedJob job = RUNNING.inPhase("verify", 40);

    String line =
        StatusLine.of(
            job.view(),
            QueuePosition.UNKNOWN,
            "Tests run: 12\u001b[31m red\n",
            RecordedJob.SUBMITTED_AT.plusSeconds(301));

    assertThat(line)
        .isEqualTo(
            "attempt 1 on worker-7, verify 40 %, for 5 min, last output: Tests run: 12 red ");
  }

  @Test
  void severalJobsAreCounted() {
    List<dev.handoff.awaiter.JobView> views =
        List.of(
            RecordedJob.submitted().view(),
            RUNNING.view(),
            RUNNING.view(),
            RUNNING.failed(Reason.RUN_FAILED, "x").view());

    assertThat(StatusLine.ofMany(views, 5, "no worker that serves lane x is alive"))
        .isEqualTo("1 of 5 ended, 2 running, 1 waiting (no worker that serves lane x is alive)");
  }

  @Test
  void newsAreAttemptsPhasesAndEndsAndNoMessages() {
    JobNews news = new JobNews();

    assertThat(news.of(RecordedJob.submitted().view())).isEmpty();
    assertThat(news.of(RUNNING.view())).containsExactly("attempt 1 on worker-7");
    assertThat(news.of(RUNNING.inPhase("run", null).view()))
        .containsExactly("attempt 1 on worker-7, run");
    assertThat(news.of(RUNNING.inPhase("run", 50).view())).isEmpty();
    assertThat(news.of(RUNNING.inPhase("run", 50).completed(JobResult.NONE).view()))
        .containsExactly("completed");
  }

  @Test
  void whyAnAttemptEndedIsNewsOnceAndWhatComesNextIsSaid() {
    JobNews news = new JobNews();
    news.of(RUNNING.inPhase("run", null).view());
    RecordedJob lost = RUNNING.inPhase("run", null).lost(Loss.ALONE);

    assertThat(news.of(lost.view()))
        .containsExactly("attempt 1 lost: worker went silent; attempt 2 follows");
    assertThat(news.of(lost.view())).isEmpty();
    assertThat(news.of(lost.started().view())).containsExactly("attempt 2 on worker-7");
    assertThat(
            news.of(
                lost.started()
                    .attemptEnded(
                        Reason.RUN_FAILED, "exit code 3", RecordedJob.SUBMITTED_AT.plusSeconds(60))
                    .view()))
        .containsExactly(
            "attempt 2 failed: the run failed; attempt 3 follows, not before 2026-01-02T03:05:05Z");
  }

  @Test
  void whyTheLastAttemptEndedIsToldAsTheEndOfItsJob() {
    JobNews news = new JobNews();

    assertThat(news.of(RUNNING.failed(Reason.WORKER_LOST, "worker went silent").view()))
        .containsExactly("failed");
    assertThat(news.lostAttempts(RUNNING.cancelled("no need").view())).isEmpty();
  }

  @Test
  void eachWayInWhichAnAttemptMayEndHasItsWords() {
    for (Reason reason : Reason.values()) {
      String line = AttemptEnd.line(RUNNING.attemptEnded(reason, "x").view().state().lastAttempt());

      assertThat(line)
          .matches("attempt 1 (lost|given back|failed): [a-z' ]{5,40}; attempt 2 follows");
    }
    assertThat(AttemptEnd.line(RUNNING.lost(null).view().state().lastAttempt()))
        .startsWith("attempt 1 lost: worker was cut off from the broker;");
    assertThat(
            AttemptEnd.line(
                RUNNING.attemptEnded(Reason.WORKER_STOPPING, "x").view().state().lastAttempt()))
        .startsWith("attempt 1 given back: worker is stopping;");
  }

  @Test
  void whatNoBrokerConfirmsIsToldAsSeenLast() {
    Unanswered silence = silence(12).orElseThrow();

    assertThat(silence.text(StatusLine.lastSeen(RUNNING.inPhase("run", 40).view())))
        .isEqualTo("no answer from broker:9092 for 12 s; last seen: attempt 1, run");
    assertThat(StatusLine.lastSeen(RUNNING.view())).isEqualTo("attempt 1");
    assertThat(StatusLine.lastSeen(RecordedJob.submitted().view()))
        .isEqualTo("waiting for a worker");
    assertThat(StatusLine.lastSeen(RUNNING.lost(Loss.SHARED).view()))
        .isEqualTo("waiting for a worker again");
  }

  @Test
  void brokersThatAnswerWithinSecondsAreNotCalledSilent() {
    assertThat(silence(0)).isEmpty();
    assertThat(silence(4)).isEmpty();
    assertThat(silence(5)).isPresent();
  }

  private static Optional<Unanswered> silence(int seconds) {
    return Unanswered.of(KAFKA, Duration.ofSeconds(seconds));
  }

  @Test
  void aLiveLineIsDrawnAnewAndNeverWraps() {
    StringWriter screen = new StringWriter();
    PrintWriter writer = new PrintWriter(screen);
    LiveLine live = new LiveLine(writer, writer, 10);

    live.show("123456789");
    live.show("1234567890");
    live.show("1234567890");
    live.print("stays");
    live.clear();

    String clear = "\r\u001b[K";
    assertThat(screen.toString())
        .isEqualTo(
            clear
                + "123456789"
                + clear
                + "12345678…"
                + clear
                + "stays"
                + System.lineSeparator()
                + "12345678…"
                + clear);
  }

  @Test
  void onlyATerminalThatCanIsDrawnOn() {
    assertThat(Terminal.of(80, true, Map.of("TERM", "xterm"))).isEqualTo(new Terminal(80, true));
    assertThat(Terminal.of(0, false, Map.of("TERM", "xterm")).isLive()).isFalse();
    assertThat(Terminal.of(80, true, Map.of("TERM", "dumb"))).isEqualTo(new Terminal(0, false));
    assertThat(Terminal.of(80, true, Map.of("NO_COLOR", "1"))).isEqualTo(new Terminal(80, false));
    assertThat(Terminal.of(80, true, Map.of("NO_COLOR", ""))).isEqualTo(new Terminal(80, true));
  }

  @Test
  void afterWhatCouldNotBeAskedProgressGoesOn() {
    ProgressOptions options =
        CommandLine.populateCommand(new ProgressOptions(), "--progress-every", "PT0.01S");
    Iterator<RuntimeException> failures =
        List.of(new KafkaException("no host is found"), new IllegalStateException("a defect"))
            .iterator();
    StringWriter err = new StringWriter();
    try (Progress progress = new Progress(KAFKA, new PrintWriter(err), options, 2, false)) {
      progress.start(
          () -> {
            if (failures.hasNext()) {
              throw failures.next();
            }
            return Optional.empty();
          });
      progress.accept(RUNNING.view());

      await().until(() -> err.toString().contains("0 of 2 ended, 1 running"));
    }
  }
}
