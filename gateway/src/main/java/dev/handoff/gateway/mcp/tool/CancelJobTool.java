package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.job.JobId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Asks a job to end. */
final class CancelJobTool implements Tool {

  private final ToolSchema schema = ToolSchema.of("cancel_job");
  private final JobSource source;
  private final Executor blocking;

  CancelJobTool(JobSource source, Executor blocking) {
    this.source = source;
    this.blocking = blocking;
  }

  @Override
  public ToolSchema schema() {
    return schema;
  }

  @Override
  public CompletableFuture<ToolAnswer> call(Arguments arguments, ToolCall call) throws Exception {
    String why = arguments.text("why").orElse(null);
    JobId job = arguments.job("job");
    Jobs jobs = source.jobs();
    // A job that does not exist gets no record.
    return jobs.status(job)
        .thenComposeAsync(
            view ->
                view.status().isTerminal()
                    ? CompletableFuture.completedFuture(hasEnded(view))
                    : jobs.cancel(view, why)
                        .thenCompose(sent -> jobs.status(view.job()))
                        .thenApply(CancelJobTool::asked),
            blocking);
  }

  private static ToolAnswer hasEnded(JobView view) {
    return answer(view, "%s had ended already, and was left as it is: %s");
  }

  private static ToolAnswer asked(JobView view) {
    return answer(
        view,
        view.status().isTerminal()
            ? "%s has ended: %s"
            : "%s was asked to end, and has not ended yet: %s. await_job tells its end");
  }

  private static ToolAnswer answer(JobView view, String words) {
    return ToolAnswer.of(
        words.formatted(view.job(), StatusText.of(view)),
        JobAnswer.structured(view, false, QueuePosition.UNKNOWN, Optional.empty()));
  }
}
