package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.gateway.mcp.tool.JobReader;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.Tools;
import dev.handoff.job.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Looks at tasks and cancels them. None of them ever asks its client for anything. */
final class TaskMethods {

  private final Tools tools;

  TaskMethods(Tools tools) {
    this.tools = tools;
  }

  Map<String, Method> methods() {
    return Map.of(
        "tasks/get", this::get, "tasks/update", this::update, "tasks/cancel", this::cancel);
  }

  private CompletableFuture<ObjectNode> get(Exchange exchange) {
    return known(exchange).thenApplyAsync(this::detailed, tools.blocking());
  }

  /** The task with what it has come to. Blocks. */
  ObjectNode detailed(JobView view) {
    Jobs jobs = jobs();
    ObjectNode task = TaskView.of(view, jobs.retention());
    if (TaskView.hasResult(view)) {
      ObjectNode result =
          ToolMethods.result(new JobReader(jobs).ended(view, JobReader.LONG_REPORT));
      task.set("result", result.put(McpServer.RESULT_TYPE, McpServer.COMPLETE));
    }
    return task;
  }

  private CompletableFuture<ObjectNode> update(Exchange exchange) {
    return known(exchange).thenApply(view -> JsonNodeFactory.instance.objectNode());
  }

  private CompletableFuture<ObjectNode> cancel(Exchange exchange) {
    return known(exchange)
        .thenComposeAsync(
            view ->
                view.status().isTerminal()
                    ? CompletableFuture.<Void>completedFuture(null)
                    : jobs().cancel(view, "tasks/cancel"),
            tools.blocking())
        .thenApply(sent -> JsonNodeFactory.instance.objectNode());
  }

  private CompletableFuture<JobView> known(Exchange exchange) {
    exchange.requireTasks();
    JobId job = id(exchange.text("taskId")).orElseThrow(TaskMethods::notFound);
    return CompletableFuture.supplyAsync(this::jobs, tools.blocking())
        .thenCompose(jobs -> jobs.status(job))
        .exceptionally(
            failure -> {
              throw isUnknown(failure) ? notFound() : new CompletionException(failure);
            });
  }

  static boolean isUnknown(Throwable failure) {
    return failure instanceof UnknownJobException
        || failure.getCause() instanceof UnknownJobException;
  }

  private static RpcException notFound() {
    return RpcException.wrongParams("Failed to retrieve task: Task not found");
  }

  /** Empty for a text that is no id of a job. */
  static Optional<JobId> id(String text) {
    try {
      return Optional.of(new JobId(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  Jobs jobs() {
    try {
      return tools.source().jobs();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
