package dev.handoff.worker.attempt.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.job.JobResult.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of {@code codex exec --json}. Its exit code shows only that the turn ended:
 * success is a completed turn after which it did nothing more.
 */
final class CodexTranscript implements Transcript {

  private final AgentErrorClassifier trouble;
  private boolean isCompleted;
  private String failure = "";
  private String lastMessage = "";
  private @Nullable Long inputTokens;
  private @Nullable Long outputTokens;

  CodexTranscript(AgentErrorClassifier trouble) {
    this.trouble = trouble;
  }

  @Override
  public List<String> read(String line) {
    if (line.isEmpty()) {
      return List.of();
    }
    return AgentJson.object(line).map(this::event).orElse(List.of(line));
  }

  private List<String> event(JsonNode event) {
    String type = event.path("type").asText();
    if (type.startsWith("turn.") || type.startsWith("item.") || type.equals("error")) {
      isCompleted = type.equals("turn.completed");
    }
    return switch (type) {
      case "turn.started" -> {
        failure = "";
        yield List.of();
      }
      case "turn.completed" -> completed(event.path("usage"));
      case "turn.failed" -> failed(event.path("error").path("message").asText());
      // It retries after some of these, and completes the turn.
      case "error" -> failed(event.path("message").asText());
      case "item.started" -> started(event.path("item"));
      case "item.completed" -> finished(event.path("item"));
      default -> List.of();
    };
  }

  private List<String> completed(JsonNode usage) {
    inputTokens = AgentJson.sum(inputTokens, AgentJson.number(usage.path("input_tokens")));
    outputTokens = AgentJson.sum(outputTokens, AgentJson.number(usage.path("output_tokens")));
    return List.of();
  }

  private List<String> failed(String message) {
    failure = message.isBlank() ? "it names no cause" : message;
    return List.of("error: " + failure);
  }

  private static List<String> started(JsonNode item) {
    return item.path("type").asText().equals("command_execution")
        ? List.of("$ " + item.path("command").asText())
        : List.of();
  }

  private List<String> finished(JsonNode item) {
    return switch (item.path("type").asText()) {
      case "agent_message" -> said(item.path("text").asText());
      case "command_execution" ->
          ToolOutputExcerpt.output(item.path("aggregated_output").asText(), exit(item));
      case "file_change" ->
          StreamSupport.stream(item.path("changes").spliterator(), false)
              .map(each -> each.path("kind").asText() + " " + each.path("path").asText())
              .toList();
      case "mcp_tool_call" ->
          List.of("tool " + item.path("server").asText() + "." + item.path("tool").asText());
      case "web_search" -> List.of("search: " + item.path("query").asText());
      // Items of type error can be warnings: a fatal error comes as an event of its own.
      case "error" -> List.of("note: " + item.path("message").asText());
      default -> List.of();
    };
  }

  private static String exit(JsonNode item) {
    JsonNode code = item.path("exit_code");
    return code.isInt() && code.asInt() == 0 ? "" : "exit code " + code.asText("unknown");
  }

  private List<String> said(String text) {
    if (!text.isBlank()) {
      lastMessage = text;
    }
    return new ArrayList<>(text.lines().toList());
  }

  @Override
  public AgentResult verdict(int exit, String errors) {
    if (isCompleted && exit == 0) {
      return new AgentResult.Done();
    }
    if (!failure.isEmpty()) {
      return trouble.of(failure);
    }
    return trouble.atEnd(
        isCompleted ? "failed after its turn" : "ended without completing its turn", exit, errors);
  }

  @Override
  public String lastMessage() {
    return lastMessage;
  }

  @Override
  public Usage usage(String agent, @Nullable String model) {
    return new Usage(agent, model, inputTokens, outputTokens, null);
  }
}
