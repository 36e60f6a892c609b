package dev.handoff.gateway.mcp.tool;

import dev.handoff.job.JobId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Reads where a job stands. */
final class JobStatusTool implements Tool {

  private final ToolSchema schema = ToolSchema.of("job_status");
  private final JobSource source;
  private final Executor blocking;

  JobStatusTool(JobSource source, Executor blocking) {
    this.source = source;
    this.blocking = blocking;
  }

  @Override
  public ToolSchema schema() {
    return schema;
  }

  @Override
  public CompletableFuture<ToolAnswer> call(Arguments arguments, ToolCall call) throws Exception {
    JobId job = arguments.job("job");
    Jobs jobs = source.jobs();
    return jobs.status(job)
        .thenApplyAsync(
            view -> {
              try {
                return new JobReader(jobs).answer(view, false, JobReader.SHORT_REPORT);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
              }
            },
            blocking);
  }
}
