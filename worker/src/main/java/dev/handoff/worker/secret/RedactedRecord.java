package dev.handoff.worker.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.json.Json;
import java.util.Map;

/** Redacts secrets from records of data. */
public record RedactedRecord(Redactor redactor) {

  /** Works on its JSON, so that no text is missed, not even in fields that are added later. */
  public <T> T of(T value, Class<T> type) {
    if (value == null || redactor.isIdle()) {
      return value;
    }
    JsonNode tree = Json.tolerant().tree(value);
    JsonNode redacted = redacted(tree);
    return redacted.equals(tree) ? value : Json.tolerant().read(redacted.toString(), type);
  }

  private JsonNode redacted(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(redactor.redact(node.textValue()));
    }
    if (node instanceof ObjectNode mapping) {
      ObjectNode other = mapping.objectNode();
      for (Map.Entry<String, JsonNode> field : mapping.properties()) {
        other.set(redactor.redact(field.getKey()), redacted(field.getValue()));
      }
      return other;
    }
    if (node instanceof ArrayNode list) {
      ArrayNode other = list.arrayNode();
      list.forEach(element -> other.add(redacted(element)));
      return other;
    }
    return node;
  }
}
