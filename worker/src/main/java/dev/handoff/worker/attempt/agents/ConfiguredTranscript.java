package dev.handoff.worker.attempt.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.job.JobResult.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output of an agent whose sign of success is known from the configuration only. Its
 * terminal event, or line, must be the last of its output.
 */
final class ConfiguredTranscript implements Transcript {

  private final CompletionPattern signs;
  private final AgentErrorClassifier trouble;
  // The last event if it was a terminal one; the usage in it stays known.
  private @Nullable JsonNode end;
  private JsonNode told = AgentJson.NOTHING;
  private String lastLine = "";
  private String lastMessage = "";

  ConfiguredTranscript(CompletionPattern signs, AgentErrorClassifier trouble) {
    this.signs = signs;
    this.trouble = trouble;
  }

  @Override
  public List<String> read(String line) {
    if (line.isEmpty()) {
      return List.of();
    }
    lastLine = line;
    Optional<JsonNode> event = signs.isText() ? Optional.empty() : AgentJson.object(line);
    event.ifPresent(this::note);
    return event.isEmpty() ? List.of(line) : shown(event.get());
  }

  private void note(JsonNode event) {
    end = has(event, signs.terminal()) || isFailure(event) ? event : null;
    told = end == null ? told : end;
    String message = message(event);
    lastMessage = message.isBlank() ? lastMessage : message;
  }

  private boolean isFailure(JsonNode event) {
    return !signs.failed().isEmpty() && has(event, signs.failed());
  }

  private static boolean has(JsonNode event, Map<String, String> fields) {
    return fields.entrySet().stream()
        .allMatch(
            field -> {
              JsonNode value = event.at(field.getKey());
              return value.isValueNode() && value.asText().equals(field.getValue());
            });
  }

  private String message(JsonNode event) {
    return signs.message() == null ? "" : event.at(signs.message()).asText();
  }

  private List<String> shown(JsonNode event) {
    String message = message(event);
    return message.isBlank() ? List.of(event.toString()) : message.lines().toList();
  }

  @Override
  public AgentResult verdict(int exit, String errors) {
    boolean isDone =
        signs.isText()
            ? Pattern.matches(signs.lastLine(), lastLine)
            : end != null && has(end, signs.terminal()) && !isFailure(end);
    if (isDone && exit == 0) {
      return new AgentResult.Done();
    }
    if (end != null && !isDone) {
      return trouble.of(message(end).isBlank() ? end.toString() : message(end));
    }
    String what = isDone ? "failed after its sign of success" : "ended without its sign of success";
    return trouble.atEnd(what, exit, signs.isText() ? lastLine : errors);
  }

  @Override
  public String lastMessage() {
    return signs.isText() ? "" : lastMessage;
  }

  @Override
  public Usage usage(String agent, @Nullable String model) {
    JsonNode cost = field(signs.costUsd());
    return new Usage(
        agent,
        model,
        AgentJson.number(field(signs.inputTokens())),
        AgentJson.number(field(signs.outputTokens())),
        cost.isNumber() ? Double.valueOf(cost.doubleValue()) : null);
  }

  private JsonNode field(@Nullable String pointer) {
    return pointer == null || told.isMissingNode() ? AgentJson.NOTHING : told.at(pointer);
  }
}
