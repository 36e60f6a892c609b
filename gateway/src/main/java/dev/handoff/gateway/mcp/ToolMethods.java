package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.ToolAnswer;
import dev.handoff.gateway.mcp.tool.ToolCall;
import dev.handoff.gateway.mcp.tool.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lists and calls tools. */
final class ToolMethods {

  private final Tools tools;

  ToolMethods(Tools tools) {
    this.tools = tools;
  }

  Map<String, Method> methods() {
    return Map.of("tools/list", this::list, "tools/call", this::call);
  }

  private CompletableFuture<ObjectNode> list(Exchange exchange) {
    Caching.requireNoCursor(exchange);
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.set("tools", tools.list());
    return CompletableFuture.completedFuture(Caching.forAll(result, exchange));
  }

  private CompletableFuture<ObjectNode> call(Exchange exchange) {
    String name = exchange.text("name");
    if (!tools.has(name)) {
      throw RpcException.wrongParams("Unknown tool: " + RpcException.shortened(name));
    }
    JsonNode arguments = exchange.params().path("arguments");
    if (!arguments.isObject() && !arguments.isMissingNode() && !arguments.isNull()) {
      throw RpcException.wrongParams("arguments must be an object");
    }
    ObjectNode given =
        arguments.isObject() ? (ObjectNode) arguments : JsonNodeFactory.instance.objectNode();
    Call call = exchange.call();
    JsonNode token = call.meta().progressToken();
    Consumer<JobView> onProgress = token == null ? view -> {} : new ProgressNotices(call, token);
    ToolCall made =
        new ToolCall(given, exchange.knowsTasks(), onProgress, call.ended(), call.meta().trace());
    return tools.call(name, made).thenApplyAsync(this::answer, tools.blocking());
  }

  private ObjectNode answer(ToolAnswer answer) {
    if (answer.task() == null) {
      return result(answer);
    }
    ObjectNode task = TaskView.of(answer.task(), jobs().retention());
    return task.put("resultType", "task");
  }

  private Jobs jobs() {
    try {
      return tools.source().jobs();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The result of a call. */
  static ObjectNode result(ToolAnswer answer) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.putArray("content").addObject().put("type", "text").put("text", answer.text());
    @Nullable ObjectNode structured = answer.structured();
    if (structured != null) {
      result.set("structuredContent", structured);
    }
    return result.put("isError", answer.isError());
  }
}
