package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.gateway.mcp.tool.Submitter.Accepted;
import dev.handoff.gateway.mcp.tool.Submitter.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Submits a brief as a job. */
final class DelegateTool implements Tool {

  private final ToolSchema schema =
      ToolSchema.of("delegate").withProperty("brief", BriefToolSchema.read());
  private final JobSource source;
  private final Submitter submitter;
  private final Executor blocking;

  DelegateTool(JobSource source, Submitter submitter, Executor blocking) {
    this.source = source;
    this.submitter = submitter;
    this.blocking = blocking;
  }

  @Override
  public ToolSchema schema() {
    return schema;
  }

  @Override
  public CompletableFuture<ToolAnswer> call(Arguments arguments, ToolCall call) throws Exception {
    OptionalInt wait = arguments.number("wait_seconds", 0, AwaitJobTool.LONGEST_WAIT);
    Request request =
        new Request(
            arguments.document("brief"),
            arguments.text("key").orElse(null),
            arguments.flag("dirty"),
            call.trace());
    Jobs jobs = source.jobs();
    Accepted accepted = submitter.submit(jobs, request);
    // Accepted jobs are on the log, so a wait of no time finds this one.
    Duration time = Duration.ofSeconds(wait.orElse(0));
    return new BoundedWait(jobs, accepted.job(), time, call)
        .begin()
        .handleAsync(
            (view, failure) -> {
              if (failure != null) {
                return unseen(accepted);
              }
              boolean isTask = call.knowsTasks() && wait.isEmpty() && !view.status().isTerminal();
              return isTask ? ToolAnswer.task(view) : answer(jobs, accepted, view, !time.isZero());
            },
            blocking);
  }

  private static ToolAnswer answer(Jobs jobs, Accepted accepted, JobView view, boolean hasWaited) {
    if (hasWaited || view.status().isTerminal()) {
      try {
        ToolAnswer answer = new JobReader(jobs).answer(view, hasWaited, JobReader.LONG_REPORT);
        String text = acceptance(accepted) + answer.text();
        return new ToolAnswer(text, answer.structured(), answer.isError(), null);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CompletionException(e);
      }
    }
    ObjectNode job = JobAnswer.structured(view, false, QueuePosition.UNKNOWN, Optional.empty());
    return ToolAnswer.of(acceptance(accepted) + comeBack(accepted), job);
  }

  /** The job is accepted, whatever the look-up after it says. */
  private static ToolAnswer unseen(Accepted accepted) {
    return ToolAnswer.of(acceptance(accepted) + comeBack(accepted), null);
  }

  private static String acceptance(Accepted accepted) {
    String how =
        accepted.isNew()
            ? "Accepted as " + accepted.job() + ". It runs without you."
            : "This key belongs to a job already: " + accepted.job() + ". No second one was made.";
    List<String> notes = accepted.notes();
    return how + "\n" + (notes.isEmpty() ? "" : String.join("\n", notes) + "\n");
  }

  private static String comeBack(Accepted accepted) {
    return "Accepted is not completed. " + JobAnswer.comeBack(accepted.job().text());
  }
}
