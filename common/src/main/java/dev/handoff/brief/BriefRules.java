package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.DisplayValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the rules that a schema cannot express. Accepts every tree, and skips parts of the wrong
 * form.
 */
public final class BriefRules {

  private static final Duration LONGEST = Duration.ofDays(365);

  private static final String LATER_VERSION =
      "must be %d, the schema version that this build knows: a later one needs a later Handoff"
          .formatted(Brief.VERSION);

  private final List<BriefError> errors = new ArrayList<>();

  private BriefRules() {}

  static List<BriefError> errors(JsonNode brief) {
    BriefRules rules = new BriefRules();
    JsonNode limits = brief.path("limits");
    rules.duration("expect", brief.path("expect"), true);
    rules.duration("limits.timeout", limits.path("timeout"), true);
    rules.duration("limits.idle", limits.path("idle"), false);
    rules.duration("limits.queue", limits.path("queue"), true);
    rules.duration("retries.backoff", brief.path("retries").path("backoff"), false);
    rules.size("limits.log", limits.path("log"));
    rules.checks(brief.path("checks"));
    rules.environment(brief.path("env"));
    rules.carry(brief);
    rules.floating(brief);
    return rules.errors;
  }

  /** An error if the brief has a later version. Its other errors cannot be known here. */
  static Optional<BriefError> laterVersion(JsonNode brief) {
    JsonNode version = brief.path("brief");
    return version.isIntegralNumber() && version.longValue() > Brief.VERSION
        ? Optional.of(new BriefError("brief", LATER_VERSION, DisplayValue.of(version)))
        : Optional.empty();
  }

  private void duration(String path, JsonNode value, boolean positive) {
    if (value.isFloatingPointNumber()) {
      // For the schema 30.0 is an integer.
      refuse(path, DurationText.RULE, value);
    }
    if (!value.isTextual() && !value.isIntegralNumber()) {
      return;
    }
    try {
      Duration duration = DurationText.parse(path, value.asText());
      if (duration.compareTo(LONGEST) > 0) {
        refuse(path, "must be at most 365d", value);
      } else if (positive && duration.isZero()) {
        refuse(path, "must be more than 0", value);
      }
    } catch (IllegalArgumentException refused) {
      refuse(path, "must be at most 365d", value);
    }
  }

  private void size(String path, JsonNode value) {
    if (value.isFloatingPointNumber()) {
      refuse(path, ByteSize.RULE, value);
    }
    if (!value.isTextual() && !value.isIntegralNumber()) {
      return;
    }
    try {
      ByteSize.parse(path, value.asText());
    } catch (IllegalArgumentException refused) {
      refuse(path, "must be less than 8 million TiB", value);
    }
  }

  private void checks(JsonNode checks) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < checks.size(); i++) {
      JsonNode name = checks.path(i).path("name");
      if (name.isTextual() && !names.add(name.textValue())) {
        refuse("checks[" + i + "].name", "must differ from the name of every other check", name);
      }
      duration("checks[" + i + "].timeout", checks.path(i).path("timeout"), true);
    }
  }

  private void environment(JsonNode env) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < env.size(); i++) {
      String name = env.path(i).asText().split("=", 2)[0];
      if (env.path(i).isTextual() && !names.add(name)) {
        errors.add(
            new BriefError(
                "env[" + i + "]", "must not name a variable again", DisplayValue.of(name)));
      }
    }
  }

  /** Refuses carried files for a handler, which has no working tree to receive them. */
  private void carry(JsonNode brief) {
    JsonNode carry = brief.path("scope").path("carry");
    if (brief.path("run").has("handler") && !carry.isEmpty()) {
      refuse("scope.carry", "must be left out where a handler runs", carry);
    }
  }

  /** A worker pins only refs that it can ask a remote for. */
  private void floating(JsonNode brief) {
    JsonNode scope = brief.path("scope");
    JsonNode floating = scope.path("sources").path("floating");
    if (!floating.asBoolean(false)) {
      return;
    }
    if (brief.path("run").has("handler")) {
      refuse("scope.sources.floating", "must be left out where a handler runs", floating);
    }
    if (!FloatingRef.isRemote(scope.path("repo").asText(""))) {
      refuse(
          "scope.sources.floating",
          "must be left out unless scope.repo is a URL by https or ssh",
          floating);
    }
    JsonNode ref = scope.path("ref");
    if (ref.isTextual() && !FloatingRef.isGood(ref.textValue())) {
      refuse("scope.ref", FloatingRef.RULE + " if scope.sources.floating is true", ref);
    }
  }

  private void refuse(String path, String rule, JsonNode value) {
    errors.add(new BriefError(path, rule, DisplayValue.of(value)));
  }

  /**
   * Finds values that no process, file name or JSON number can hold: NUL, halves of surrogate
   * pairs, infinite numbers. Runs before all other checks, on the whole tree and the handler's
   * input.
   */
  public static List<BriefError> unrepresentable(JsonNode brief) {
    BriefRules rules = new BriefRules();
    rules.walk("", brief);
    return rules.errors;
  }

  private void walk(String path, JsonNode node) {
    if (node.isTextual()) {
      text(path, node.textValue());
    } else if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      errors.add(new BriefError(path, "must be a finite number", "one out of range"));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk(path + "[" + i + "]", node.get(i));
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String inner = (path.isEmpty() ? "" : path + ".") + DisplayValue.of(field.getKey());
      text(inner, field.getKey());
      walk(inner, field.getValue());
    }
  }

  private void text(String path, String text) {
    if (!isUnicode(text)) {
      errors.add(new BriefError(path, "must be Unicode text without NUL", DisplayValue.of(text)));
    }
  }

  private static boolean isUnicode(String text) {
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int point = text.codePointAt(at);
      if (point == 0 || isSurrogate(point)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSurrogate(int point) {
    return Character.getType(point) == Character.SURROGATE;
  }
}
