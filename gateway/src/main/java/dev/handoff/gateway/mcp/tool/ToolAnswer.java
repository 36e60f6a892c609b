package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import org.jspecify.annotations.Nullable;

/**
 * What a tool answers.
 *
 * @param text for the model; what jobs wrote is fenced in it
 * @param structured the same for programs; null if there is nothing but text
 * @param isError whether the call failed, or the job did
 * @param task not null: the client gets this job as a task in place of an answer
 */
public record ToolAnswer(
    String text, @Nullable ObjectNode structured, boolean isError, @Nullable JobView task) {

  static ToolAnswer of(String text, @Nullable ObjectNode structured) {
    return new ToolAnswer(text, structured, false, null);
  }

  static ToolAnswer task(JobView job) {
    return new ToolAnswer("", null, false, job);
  }

  public static ToolAnswer error(String text) {
    return new ToolAnswer(text, null, true, null);
  }
}
