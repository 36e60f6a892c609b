package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.trace.TraceContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool.
 *
 * @param knowsTasks whether the client takes a task in place of an answer
 * @param onProgress receives a job that is awaited as it is, and whenever it has changed, on the
 *     log's thread
 * @param ended completes when nobody wants the answer any more; never ends a job
 * @param trace the trace that the call belongs to, if the client says one
 */
public record ToolCall(
    ObjectNode arguments,
    boolean knowsTasks,
    Consumer<JobView> onProgress,
    CompletableFuture<Void> ended,
    @Nullable TraceContext trace) {}
