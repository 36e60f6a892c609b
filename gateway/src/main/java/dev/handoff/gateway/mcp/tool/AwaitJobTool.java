package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.job.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Waits for the end of jobs, for as long as a call may take. */
final class AwaitJobTool implements Tool {

  /** Hosts end calls after a minute or later. */
  static final int LONGEST_WAIT = 45;

  private static final int MOST_JOBS = 20;

  private final ToolSchema schema = ToolSchema.of("await_job");
  private final JobSource source;
  private final Executor blocking;

  AwaitJobTool(JobSource source, Executor blocking) {
    this.source = source;
    this.blocking = blocking;
  }

  @Override
  public ToolSchema schema() {
    return schema;
  }

  @Override
  public CompletableFuture<ToolAnswer> call(Arguments arguments, ToolCall call) throws Exception {
    List<JobId> ids = arguments.jobs("jobs", MOST_JOBS);
    OptionalInt asked = arguments.number("wait_seconds", 0, LONGEST_WAIT);
    boolean isTask = call.knowsTasks() && asked.isEmpty() && ids.size() == 1;
    Duration wait = Duration.ofSeconds(isTask ? 0 : asked.orElse(LONGEST_WAIT));
    Jobs jobs = source.jobs();
    JobReader reader = new JobReader(jobs);
    if (ids.size() == 1) {
      return new BoundedWait(jobs, ids.get(0), wait, call)
          .begin()
          .thenApplyAsync(
              view ->
                  isTask && !view.status().isTerminal()
                      ? ToolAnswer.task(view)
                      : read(reader, view, !wait.isZero(), JobReader.LONG_REPORT),
              blocking);
    }
    List<CompletableFuture<ToolAnswer>> answers = new ArrayList<>();
    for (JobId id : ids) {
      answers.add(
          new BoundedWait(jobs, id, wait, call)
              .begin()
              .thenApplyAsync(
                  view -> read(reader, view, !wait.isZero(), JobReader.SHORT_REPORT), blocking)
              .exceptionally(AwaitJobTool::unknown));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> together(answers.stream().map(CompletableFuture::join).toList()));
  }

  private static ToolAnswer read(JobReader reader, JobView view, boolean hasWaited, int bytes) {
    try {
      return reader.answer(view, hasWaited, bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  /** One unknown job does not keep the others from being answered. */
  private static ToolAnswer unknown(Throwable failure) {
    Throwable cause = BoundedWait.cause(failure);
    if (cause instanceof UnknownJobException || cause instanceof ToolException) {
      return ToolAnswer.error(String.valueOf(cause.getMessage()));
    }
    throw new CompletionException(cause);
  }

  private static ToolAnswer together(List<ToolAnswer> answers) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    ArrayNode jobs = all.putArray("jobs");
    for (ToolAnswer answer : answers) {
      if (answer.structured() != null) {
        jobs.add(answer.structured());
      }
    }
    String text = answers.stream().map(ToolAnswer::text).collect(Collectors.joining("\n\n"));
    boolean isError = answers.stream().anyMatch(ToolAnswer::isError);
    return new ToolAnswer(text, all, isError, null);
  }
}
