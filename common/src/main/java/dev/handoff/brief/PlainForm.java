package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Recognizes the usual form of a written brief: only known fields, each of the type that people
 * give it. The values are for {@link PlainBrief} to judge, except where the complete brief shows no
 * more what was written.
 */
final class PlainForm {

  private static final Set<String> NETWORK = Set.of("on", "off");
  private static final Set<String> OUTPUT = Set.of("branch", "patch", "report", "pull_request");
  private static final Set<String> CHANGES = Set.of("required", "optional");

  private static final int MAX_DURATION = 40;
  private static final int MAX_SIZE = 30;
  private static final int MAX_DIR = 1024;

  private PlainForm() {}

  /** Whether the brief has this form; another may be valid all the same. */
  static boolean isUsual(ObjectNode brief) {
    return brief.has("goal") && brief.has("run") && areFields(brief, PlainForm::isField);
  }

  private static boolean isField(String name, JsonNode value) {
    return switch (name) {
      case "brief" -> value.isInt();
      case "title", "goal", "lane", "template" -> value.isTextual();
      case "scope" -> areFields(value, PlainForm::isOfScope);
      case "constraints", "inputs", "env", "artifacts", "protect" ->
          areAll(value, JsonNode::isTextual);
      case "setup" -> areAll(value, PlainForm::isCommand);
      case "run" -> isRun(value);
      case "network" -> isWord(value, NETWORK);
      case "checks" -> areAll(value, PlainForm::isCheck);
      case "baseline" -> value.isBoolean();
      case "output" -> areAll(value, form -> isWord(form, OUTPUT));
      case "changes" -> isWord(value, CHANGES);
      case "expect" -> isAmount(value, MAX_DURATION);
      case "limits" -> areFields(value, PlainForm::isLimit);
      case "retries" -> areFields(value, PlainForm::isOfRetries);
      default -> false;
    };
  }

  private static boolean areFields(JsonNode value, BiPredicate<String, JsonNode> rule) {
    if (!value.isObject()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      if (!rule.test(field.getKey(), field.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean areAll(JsonNode value, Predicate<JsonNode> rule) {
    if (!value.isArray()) {
      return false;
    }
    for (JsonNode each : value) {
      if (!rule.test(each)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfScope(String name, JsonNode value) {
    return switch (name) {
      case "repo", "ref" -> value.isTextual();
      case "dir" ->
          value.isTextual()
              && value.textValue().length() <= MAX_DIR
              && !value.textValue().startsWith("/");
      case "include", "exclude", "carry" -> areAll(value, JsonNode::isTextual);
      default -> false;
    };
  }

  private static boolean isRun(JsonNode run) {
    if (run.has("command")) {
      return run.size() == 1 && isCommand(run.get("command"));
    }
    if (run.has("handler")) {
      return run.get("handler").isTextual() && run.size() == (run.has("with") ? 2 : 1);
    }
    return run.has("agent") && areFields(run, PlainForm::isOfAgent);
  }

  private static boolean isOfAgent(String name, JsonNode value) {
    return switch (name) {
      case "agent", "model", "effort" -> value.isTextual();
      case "turns" -> value.isInt();
      case "budget" -> value.isInt() || value.isDouble();
      default -> false;
    };
  }

  private static boolean isCommand(JsonNode command) {
    return command.isTextual()
        ? !command.textValue().isBlank()
        : areAll(command, JsonNode::isTextual);
  }

  private static boolean isCheck(JsonNode check) {
    return check.has("name") && check.has("run") && areFields(check, PlainForm::isOfCheck);
  }

  private static boolean isOfCheck(String name, JsonNode value) {
    return switch (name) {
      case "name" -> value.isTextual();
      case "run" -> isCommand(value);
      case "timeout" -> isAmount(value, MAX_DURATION);
      default -> false;
    };
  }

  private static boolean isLimit(String name, JsonNode value) {
    return switch (name) {
      case "timeout", "idle", "queue" -> isAmount(value, MAX_DURATION);
      case "log" -> isAmount(value, MAX_SIZE);
      default -> false;
    };
  }

  private static boolean isOfRetries(String name, JsonNode value) {
    return switch (name) {
      case "attempts" -> value.isInt();
      case "backoff" -> isAmount(value, MAX_DURATION);
      case "on" -> value.isArray() && value.isEmpty();
      default -> false;
    };
  }

  /** Whether it has the type of a duration or size, and as a text is not too long. */
  private static boolean isAmount(JsonNode value, int longest) {
    return value.isTextual()
        ? value.textValue().length() <= longest
        : value.isInt() || value.isLong();
  }

  private static boolean isWord(JsonNode value, Set<String> words) {
    return value.isTextual() && words.contains(value.textValue());
  }
}
