package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Maps the texts of records: single ones, lists and JSON.
 *
 * @param operator never receives or returns null
 */
public record TextMapper(UnaryOperator<String> operator) {

  public String map(String text) {
    return operator.apply(text);
  }

  public List<String> map(List<String> texts) {
    return texts.stream().map(operator).toList();
  }

  public @Nullable String mapIfThere(@Nullable String text) {
    return text == null ? null : map(text);
  }

  public @Nullable List<String> mapIfThere(@Nullable List<String> texts) {
    return texts == null ? null : map(texts);
  }

  /** Maps all texts in the value, and the names of its fields. */
  public JsonNode map(JsonNode value) {
    if (value instanceof TextNode || value instanceof BinaryNode) { // bytes are in Base64
      return TextNode.valueOf(operator.apply(value.asText()));
    }
    if (value instanceof ObjectNode fields) {
      ObjectNode mapped = fields.objectNode();
      for (Map.Entry<String, JsonNode> field : fields.properties()) {
        mapped.set(operator.apply(field.getKey()), map(field.getValue()));
      }
      return mapped;
    }
    if (value instanceof ArrayNode elements) {
      ArrayNode mapped = elements.arrayNode();
      elements.forEach(element -> mapped.add(map(element)));
      return mapped;
    }
    return value;
  }
}
