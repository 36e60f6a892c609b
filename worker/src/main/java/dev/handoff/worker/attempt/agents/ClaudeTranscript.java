package dev.handoff.worker.attempt.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.job.JobResult.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of {@code claude -p --output-format stream-json}. Success is a result event
 * without its error flag: {@code subtype} is "success" for refused log-ins too, and an interrupted
 * run exits with 0.
 */
final class ClaudeTranscript implements Transcript {

  private static final int ARGUMENTS = 300;

  private final AgentErrorClassifier trouble;
  private @Nullable JsonNode result;
  private @Nullable String model;
  private String lastText = "";
  private @Nullable Instant reset;

  ClaudeTranscript(AgentErrorClassifier trouble) {
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
    if (type.equals("assistant") || type.equals("user")) {
      result = null; // it went on, so that was not the end
    }
    return switch (type) {
      case "system" -> {
        model = event.path("model").asText(model);
        yield List.of();
      }
      case "assistant" -> blocks(event.path("message").path("content"));
      case "user" -> blocks(event.path("message").path("content"));
      case "rate_limit_event" -> limit(event.path("rate_limit_info"));
      case "result" -> {
        result = event;
        yield List.of();
      }
      default -> List.of();
    };
  }

  private List<String> limit(JsonNode info) {
    if (!info.path("status").asText().equals("rejected")) {
      return List.of();
    }
    Long seconds = AgentJson.number(info.path("resetsAt"));
    reset = seconds == null ? null : trouble.plausible(seconds).orElse(null);
    return List.of("limit of use reached");
  }

  private List<String> blocks(JsonNode content) {
    List<String> shown = new ArrayList<>();
    for (JsonNode block : content) {
      switch (block.path("type").asText()) {
        case "text" -> {
          lastText = block.path("text").asText();
          shown.addAll(lastText.lines().toList());
        }
        case "tool_use" -> shown.add(tool(block));
        case "tool_result" ->
            shown.addAll(
                ToolOutputExcerpt.output(
                    text(block.path("content")),
                    block.path("is_error").asBoolean() ? "error" : ""));
        default -> {}
      }
    }
    return shown;
  }

  private static String tool(JsonNode block) {
    JsonNode input = block.path("input");
    if (input.path("command").isTextual()) {
      return "$ " + input.path("command").asText();
    }
    String arguments =
        input.path("file_path").isTextual() ? input.path("file_path").asText() : input.toString();
    return block.path("name").asText()
        + " "
        + arguments.substring(0, Math.min(arguments.length(), ARGUMENTS));
  }

  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode each : content) {
      text.append(each.isTextual() ? each.asText() : each.path("text").asText()).append('\n');
    }
    return text.toString();
  }

  @Override
  public AgentResult verdict(int exit, String errors) {
    if (result == null) {
      return trouble.atEnd("ended without a result", exit, errors);
    }
    JsonNode flag = result.path("is_error");
    if (flag.isBoolean() && !flag.booleanValue() && exit == 0) {
      return new AgentResult.Done();
    }
    AgentResult verdict =
        trouble.of(failure(result, exit), result.path("api_error_status").asInt());
    // An event of its own reports this, more exactly than the text.
    return verdict instanceof AgentResult.Limited limited && reset != null
        ? new AgentResult.Limited(limited.message(), Optional.of(reset))
        : verdict;
  }

  private static String failure(JsonNode result, int exit) {
    String text = result.path("result").asText();
    if (text.isBlank()) {
      text = text(result.path("errors")).strip();
    }
    String subtype = result.path("subtype").asText();
    String cause = subtype.equals("success") || subtype.isEmpty() ? "" : subtype + ": ";
    return cause + (text.isBlank() ? "exit code " + exit : text);
  }

  @Override
  public String lastMessage() {
    String text = result == null ? "" : result.path("result").asText();
    return text.isBlank() ? lastText : text;
  }

  @Override
  public Usage usage(String agent, @Nullable String asked) {
    JsonNode usage = result == null ? AgentJson.NOTHING : result.path("usage");
    Long read = AgentJson.number(usage.path("input_tokens"));
    for (String cached : List.of("cache_creation_input_tokens", "cache_read_input_tokens")) {
      read = AgentJson.sum(read, AgentJson.number(usage.path(cached)));
    }
    JsonNode cost = result == null ? AgentJson.NOTHING : result.path("total_cost_usd");
    return new Usage(
        agent,
        model == null ? asked : model,
        read,
        AgentJson.number(usage.path("output_tokens")),
        cost.isNumber() ? Double.valueOf(cost.doubleValue()) : null);
  }
}
