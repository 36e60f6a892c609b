package dev.handoff.cli.await;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.job.AttemptList;
import dev.handoff.cli.job.ResultFiles;
import dev.handoff.cli.job.ShortReport;
import dev.handoff.cli.job.StatusText;
import dev.handoff.cli.job.Unanswered;
import dev.handoff.file.FileErrorText;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;

/** Prints the answer of a waiting command: the report on stdout, or where the job stands. */
public final class FinalReport {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaSettings kafka;
  private final PrintWriter out;
  private final PrintWriter err;

  public FinalReport(KafkaSettings kafka, CommandLine command) {
    this.kafka = kafka;
    this.out = command.getOut();
    this.err = command.getErr();
  }

  /** Prints the answer and returns the exit code. */
  public int print(JobView view, boolean isJson) throws InterruptedException {
    return print(view, isJson, true, Optional.empty());
  }

  /**
   * Prints the answer and returns the exit code.
   *
   * @param isLaneAsked whether to look up what a waiting job waits for, which takes a moment
   * @param unanswered empty if a broker answers; otherwise the job is as it was last seen
   */
  public int print(
      JobView view, boolean isJson, boolean isLaneAsked, Optional<Unanswered> unanswered)
      throws InterruptedException {
    boolean hasEnded = view.status().isTerminal();
    Optional<Unanswered> silence = hasEnded ? Optional.empty() : unanswered;
    QueuePosition queuePosition =
        isLaneAsked && silence.isEmpty() ? QueuePosition.of(view, kafka) : QueuePosition.UNKNOWN;
    if (isJson) {
      boolean hasTimedOut = !hasEnded && view.status() != JobStatus.UNKNOWN;
      out.println(JobJson.text(view, hasTimedOut, queuePosition, silence.map(Unanswered::time)));
    } else if (hasEnded) {
      out.println(report(view).stripTrailing());
      tellUndelivered(view);
    } else {
      String standing =
          silence
              .map(one -> one.text(StatusText.line(view)) + ".")
              .orElseGet(() -> standing(view, queuePosition) + ". It goes on.");
      err.println(PlainLine.one(view.job() + " has not ended: " + standing));
      err.println("Wait for it with: handoff await " + view.job());
    }
    out.flush();
    err.flush();
    return ExitCode.of(view.state());
  }

  /** Repeats on stderr what is easily missed in a long report while the exit code is 0. */
  private void tellUndelivered(JobView view) {
    List<String> undelivered = view.result().outputs().undelivered();
    if (undelivered != null) {
      undelivered.forEach(one -> err.println(PlainLine.one("handoff: not delivered: " + one)));
    }
  }

  private static String standing(JobView view, QueuePosition queuePosition) {
    String waitsFor =
        view.state().submitted() == null ? "" : queuePosition.text(view.state().submitted().lane());
    return waitsFor.isEmpty() ? StatusText.line(view) : StatusText.line(view) + ", " + waitsFor;
  }

  private String report(JobView view) {
    Artifact report = view.result().outputs().report();
    if (report == null) {
      return ShortReport.of(view);
    }
    try {
      return AttemptList.into(PlainLine.of(stored(view, report)), view.state());
    } catch (CommandException e) {
      return shortReport(view, e.getMessage());
    } catch (IOException e) {
      return shortReport(view, FileErrorText.of(e));
    }
  }

  private String shortReport(JobView view, String why) {
    err.println(PlainLine.of("handoff: " + why));
    return ShortReport.of(view);
  }

  /** Reads the report, a second time if the local process died and was restarted meanwhile. */
  private String stored(JobView view, Artifact report) throws IOException {
    int losses = kafka.address().losses();
    try {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      new ResultFiles(kafka, view, PATIENCE).read(report, text);
      return text.toString(StandardCharsets.UTF_8);
    } catch (KafkaException | IOException e) {
      if (kafka.address().losses() == losses) {
        throw e;
      }
      return stored(view, report);
    }
  }
}
