package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * Reads what an answer needs of a job besides its events: its report, or where it waits. Blocks.
 */
public final class JobReader {

  /** What a model is given of a report at once; job_result has the rest. */
  public static final int LONG_REPORT = 32 * 1024;

  static final int SHORT_REPORT = 4 * 1024;

  /** Below this a broker is only late. */
  private static final Duration SILENT = Duration.ofSeconds(10);

  private final Jobs jobs;

  public JobReader(Jobs jobs) {
    this.jobs = jobs;
  }

  /**
   * @param hasWaited whether a wait for its end is over
   * @param reportBytes how much of its report is given
   */
  ToolAnswer answer(JobView view, boolean hasWaited, int reportBytes) throws InterruptedException {
    return view.status().isTerminal() ? ended(view, reportBytes) : goesOn(view, hasWaited);
  }

  /** What the end of that job is to a client, whichever call asks for it. */
  public ToolAnswer ended(JobView view, int reportBytes) {
    Artifact report = view.result().outputs().report();
    if (report == null) {
      return JobAnswer.ended(view, null, null);
    }
    try {
      FilePart part = new StoredFiles(jobs).read(view, report, 0, reportBytes);
      String rest =
          part.isLast()
              ? ""
              : "\n[cut: job_result with offset %d reads on, of %d bytes]"
                  .formatted(part.next(), part.total());
      return JobAnswer.ended(view, part.text() + rest, null);
    } catch (IOException | KafkaException e) {
      return JobAnswer.ended(view, null, String.valueOf(e.getMessage()));
    }
  }

  private ToolAnswer goesOn(JobView view, boolean hasWaited) throws InterruptedException {
    Optional<Duration> silence =
        Optional.of(jobs.silence()).filter(time -> time.compareTo(SILENT) > 0);
    boolean isAnswered = silence.isEmpty();
    QueuePosition position =
        isAnswered ? QueuePosition.of(view, jobs.kafka()) : QueuePosition.UNKNOWN;
    String lastLine = isAnswered && view.status() == JobStatus.RUNNING ? lastLine(view) : "";
    return JobAnswer.goesOn(view, hasWaited, position, lastLine, silence);
  }

  private String lastLine(JobView view) throws InterruptedException {
    try {
      return LastLine.of(view.job(), jobs.kafka());
    } catch (KafkaException e) {
      return ""; // the state of the job is known without it
    }
  }
}
