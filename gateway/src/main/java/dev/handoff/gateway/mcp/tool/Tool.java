package dev.handoff.gateway.mcp.tool;

import java.util.concurrent.CompletableFuture;

/** Something that an agent can do with jobs. */
interface Tool {

  ToolSchema schema();

  /**
   * Runs on a thread that may block. What takes long completes the future later.
   *
   * @throws ToolException if the call is refused
   * @throws Exception if it fails
   */
  CompletableFuture<ToolAnswer> call(Arguments arguments, ToolCall call) throws Exception;
}
