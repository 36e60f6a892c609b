package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobExit;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.job.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a model reads of a job. Pure. */
final class JobAnswer {

  private static final JsonMapper JSON = new JsonMapper();

  private JobAnswer() {}

  /**
   * A job that has ended: its verdict first, in words that the job did not write.
   *
   * @param report as stored, or as far as it was read; null if the job stored none
   * @param lost why the stored report could not be read
   */
  static ToolAnswer ended(JobView view, @Nullable String report, @Nullable String lost) {
    StringBuilder text = new StringBuilder();
    text.append(view.job()).append(" has ended: ").append(verdict(view)).append("\n\n");
    if (lost != null) {
      text.append("Its report could not be read: ").append(PlainText.one(lost)).append("\n\n");
    }
    text.append(report == null ? shortReport(view) : Fence.of("Report", report));
    text.append("\n\n").append(files(view.result().outputs()));
    text.append(next(view));
    boolean isError = view.status() == JobStatus.FAILED;
    return new ToolAnswer(
        text.toString(),
        structured(view, false, QueuePosition.UNKNOWN, Optional.empty()),
        isError,
        null);
  }

  private static String verdict(JobView view) {
    int exit = JobExit.of(view.state());
    String meaning =
        switch (exit) {
          case JobExit.COMPLETED ->
              view.result().checks().isEmpty()
                  ? "the brief had no checks: nothing but the scope was verified"
                  : "all checks passed";
          case JobExit.CANCELLED -> "somebody cancelled it; ask before it is started again";
          case JobExit.REFUSED -> "refused; mend the brief and never go around a policy";
          default -> "it failed";
        };
    return StatusText.of(view) + ", exit " + exit + " (" + meaning + ")";
  }

  private static String shortReport(JobView view) {
    StringBuilder text = new StringBuilder();
    if (view.state().end() instanceof Failed failed && failed.message() != null) {
      text.append(failed.message()).append('\n');
    }
    if (view.state().end() instanceof Cancelled cancelled && cancelled.why() != null) {
      text.append("cancelled: ").append(cancelled.why()).append('\n');
    }
    for (CheckResult check : view.result().checks()) {
      text.append("check ").append(check.name()).append(": ");
      text.append(check.verdict().name().toLowerCase(Locale.ROOT)).append('\n');
    }
    if (view.result().value() != null) {
      text.append(view.result().value().toPrettyString()).append('\n');
    }
    return text.isEmpty() ? "It stored no report." : Fence.of("What it left", text.toString());
  }

  private static String files(Outputs outputs) {
    StringBuilder text = new StringBuilder();
    if (outputs.branch() != null) {
      text.append("Branch: ").append(PlainText.one(outputs.branch().name()));
      text.append(outputs.branch().pushedTo() == null ? " (not pushed)" : " (pushed)").append('\n');
    }
    String names =
        StoredFiles.all(outputs).stream()
            .map(file -> PlainText.one(file.name(), 100) + " (" + file.bytes() + " bytes)")
            .limit(30)
            .collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      text.append("Files, by job_result: ").append(names).append('\n');
    }
    List<String> undelivered = outputs.undelivered();
    if (undelivered != null && !undelivered.isEmpty()) {
      text.append(Fence.of("Not delivered", String.join("\n", undelivered))).append('\n');
    }
    return text.toString();
  }

  private static String next(JobView view) {
    Artifact patch = view.result().outputs().patch();
    return view.status() == JobStatus.COMPLETED && patch != null
        ? "Review the patch before anything is applied; handoff apply %s stages it.\n"
            .formatted(view.job())
        : "";
  }

  /**
   * A job that goes on.
   *
   * @param lastLine the last line that it printed; empty if none is known
   * @param silence for how long no broker has answered; empty if one does
   */
  static ToolAnswer goesOn(
      JobView view,
      boolean hasWaited,
      QueuePosition position,
      String lastLine,
      Optional<Duration> silence) {
    StringBuilder text = new StringBuilder();
    text.append(view.job())
        .append(" goes on: ")
        .append(StatusText.of(view, position))
        .append(".\n");
    silence.ifPresent(
        time ->
            text.append("No broker has answered for ")
                .append(time.toSeconds())
                .append(" s; this is what was last seen.\n"));
    if (!lastLine.isEmpty()) {
      text.append(Fence.of("Last output", lastLine)).append('\n');
    }
    text.append(hasWaited ? "This is no end and no failure. " : "")
        .append(comeBack(view.job().text()));
    return ToolAnswer.of(text.toString(), structured(view, hasWaited, position, silence));
  }

  /** What to do about jobs that go on; never a loop. */
  static String comeBack(String jobs) {
    return "Do not call this in a loop. If your host has background commands, start this one, and"
        + " its end is the end of the job: handoff await "
        + jobs
        + "\nIf it has none, end your turn; await_job gives the same answer later, in any session.";
  }

  static ObjectNode structured(
      JobView view, boolean hasTimedOut, QueuePosition position, Optional<Duration> silence) {
    return json(JobJson.text(view, hasTimedOut, position, silence));
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) PlainText.json(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON of jobs must be JSON", e);
    }
  }
}
