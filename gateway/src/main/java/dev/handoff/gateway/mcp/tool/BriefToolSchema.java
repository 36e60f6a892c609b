package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.BriefReader;
import java.util.Map;
import java.util.Set;

/**
 * The schema of a brief as a model needs it to write one: names, types and descriptions, without
 * the patterns and limits that only refuse. References are written out, because some hosts do not
 * follow them.
 */
final class BriefToolSchema {

  private static final Set<String> KEPT =
      Set.of("type", "properties", "required", "items", "enum", "oneOf", "default", "description");

  /** What no agent has to write. */
  private static final Set<String> LEFT_OUT = Set.of("brief", "template");

  private final JsonNode definitions;

  private BriefToolSchema(JsonNode definitions) {
    this.definitions = definitions;
  }

  static ObjectNode read() {
    try {
      JsonNode whole = new JsonMapper().readTree(BriefReader.schemaText());
      ObjectNode brief = (ObjectNode) new BriefToolSchema(whole.path("$defs")).of(whole);
      ((ObjectNode) brief.path("properties")).remove(LEFT_OUT);
      return brief;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema of briefs must be JSON", e);
    }
  }

  private JsonNode of(JsonNode schema) {
    ObjectNode lean = JsonNodeFactory.instance.objectNode();
    if (schema.has("$ref")) {
      String name = schema.path("$ref").textValue().replaceFirst("^#/\\$defs/", "");
      lean.setAll((ObjectNode) of(definitions.path(name)));
    }
    for (Map.Entry<String, JsonNode> each : schema.properties()) {
      if (KEPT.contains(each.getKey())) {
        lean.set(each.getKey(), value(each.getKey(), each.getValue()));
      }
    }
    return lean;
  }

  private JsonNode value(String key, JsonNode value) {
    return switch (key) {
      case "properties" -> {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        value.properties().forEach(each -> all.set(each.getKey(), of(each.getValue())));
        yield all;
      }
      case "oneOf" -> {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        value.forEach(each -> all.add(of(each)));
        yield all;
      }
      case "items" -> of(value);
      default -> value;
    };
  }
}
