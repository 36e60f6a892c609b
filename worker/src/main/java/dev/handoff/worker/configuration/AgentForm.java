package dev.handoff.worker.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.worker.attempt.agents.Agent;
import dev.handoff.worker.attempt.agents.AgentCredentials;
import dev.handoff.worker.attempt.agents.AgentSettings;
import dev.handoff.worker.attempt.agents.AgentSettings.Kind;
import dev.handoff.worker.attempt.agents.CompletionPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an agent of the file; what it leaves out is the default of the tool of its kind. */
final class AgentForm {

  private final Fields fields;
  private final String path;
  private final JsonNode agent;

  private AgentForm(Fields fields, String path, JsonNode agent) {
    this.fields = fields;
    this.path = path;
    this.agent = agent;
  }

  /** Null: the agent is refused. */
  static @Nullable AgentSettings read(Fields fields, String name, JsonNode agent) {
    AgentForm form = new AgentForm(fields, "agents." + name, agent);
    Kind kind = kind(agent.path("kind"));
    if (kind == null) {
      return null; // the schema refuses it
    }
    if (kind == Kind.COMMAND && form.isMissing("command") | form.isMissing("success")) {
      return null;
    }
    try {
      AgentSettings settings = form.settings(name, kind);
      Agent.of(settings);
      return settings;
    } catch (IllegalArgumentException refused) {
      fields.refuse(form.path, String.valueOf(refused.getMessage()), null);
      return null;
    }
  }

  private boolean isMissing(String field) {
    if (agent.has(field)) {
      return false;
    }
    fields.refuse(path + "." + field, "must be given for kind: command", null);
    return true;
  }

  private static @Nullable Kind kind(JsonNode word) {
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(word.asText())) {
        return kind;
      }
    }
    return null;
  }

  private AgentSettings settings(String name, Kind kind) {
    AgentSettings usual = kind == Kind.CLAUDE ? AgentSettings.claude() : AgentSettings.codex();
    List<String> command = fields.texts(agent.path("command"), usual.command());
    return new AgentSettings(
        name,
        kind,
        command,
        fields.texts(agent.path("options"), List.of()),
        fields.texts(agent.path("version"), List.of()),
        fields.texts(agent.path("env"), List.of()),
        logIn(kind == Kind.COMMAND ? AgentCredentials.NONE : usual.logIn()),
        kind == Kind.COMMAND ? signs(agent.path("success")) : null);
  }

  private AgentCredentials logIn(AgentCredentials usual) {
    JsonNode logIn = agent.path("log_in");
    if (!logIn.isObject()) {
      return logIn.isBoolean() && !logIn.booleanValue() ? AgentCredentials.NONE : usual;
    }
    boolean keepsRenewed = logIn.path("keep_renewed").asBoolean(false);
    if (!logIn.has("variables") && !logIn.has("home") && !logIn.has("files")) {
      return usual.withKeepsRenewed(keepsRenewed);
    }
    String home = fields.text(logIn.path("home"));
    return new AgentCredentials(
        true,
        fields.texts(logIn.path("variables"), List.of()),
        null,
        home == null ? "" : home,
        fields.texts(logIn.path("files"), List.of()),
        keepsRenewed);
  }

  private CompletionPattern signs(JsonNode success) {
    if (success.isTextual()) {
      String pattern = fields.regularExpression(path + ".success", success);
      return pattern == null
          ? CompletionPattern.lastLine(".*")
          : CompletionPattern.lastLine(pattern);
    }
    return new CompletionPattern(
        texts(success.path("event")),
        texts(success.path("not")),
        null,
        fields.text(success.path("message")),
        fields.text(success.path("input_tokens")),
        fields.text(success.path("output_tokens")),
        fields.text(success.path("cost_usd")));
  }

  private static Map<String, String> texts(JsonNode mapping) {
    Map<String, String> texts = new LinkedHashMap<>();
    mapping.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
