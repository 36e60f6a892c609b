package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.brief.schema.InvalidBriefException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** All tools of a server. Thread-safe. */
public final class Tools {

  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private final JobSource source;
  private final FailureText failures;
  private final Executor blocking;

  /**
   * @param failures words for what is no refusal of a tool
   * @param blocking runs what waits for brokers and disks
   */
  public Tools(JobSource source, Submitter submitter, FailureText failures, Executor blocking) {
    this.source = source;
    this.failures = failures;
    this.blocking = blocking;
    List.of(
            new DelegateTool(source, submitter, blocking),
            new AwaitJobTool(source, blocking),
            new JobStatusTool(source, blocking),
            new JobResultTool(source, blocking),
            new CancelJobTool(source, blocking),
            new ListJobsTool(source),
            new CheckBriefTool(submitter))
        .forEach(tool -> tools.put(tool.schema().name(), tool));
  }

  /** As clients list them, always in the same order. */
  public ArrayNode list() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    tools.values().forEach(tool -> list.add(tool.schema().json().deepCopy()));
    return list;
  }

  public boolean has(String name) {
    return tools.containsKey(name);
  }

  public JobSource source() {
    return source;
  }

  public Executor blocking() {
    return blocking;
  }

  /**
   * Calls the tool on a thread that may block. The future fails only if nobody wants the answer any
   * more: every other failure is an answer with {@code isError}.
   *
   * @param name of a tool that there is
   */
  public CompletableFuture<ToolAnswer> call(String name, ToolCall call) {
    Tool tool = tools.get(name);
    if (tool == null) {
      throw new IllegalArgumentException("no such tool: " + name);
    }
    return CompletableFuture.supplyAsync(() -> begin(tool, call), blocking)
        .thenCompose(begun -> begun)
        .exceptionally(this::refused);
  }

  private static CompletableFuture<ToolAnswer> begin(Tool tool, ToolCall call) {
    try {
      return tool.call(new Arguments(tool.schema(), call.arguments()), call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private ToolAnswer refused(Throwable failure) {
    Throwable cause = BoundedWait.cause(failure);
    if (cause instanceof CancellationException) {
      throw new CompletionException(cause);
    }
    return ToolAnswer.error(PlainText.of(words(cause)));
  }

  /** Words for a failure, for a model. */
  public String words(Throwable failure) {
    Throwable cause = BoundedWait.cause(failure);
    if (cause instanceof InvalidBriefException) {
      return "The brief is refused, and nothing was submitted:\n" + cause.getMessage();
    }
    return cause instanceof ToolException || cause instanceof UnknownJobException
        ? String.valueOf(cause.getMessage())
        : failures.of(cause);
  }
}
