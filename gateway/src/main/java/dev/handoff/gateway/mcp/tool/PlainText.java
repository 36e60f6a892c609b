package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.job.InvisibleText;

/**
 * Text of jobs without what a model reads and a person does not see: invisible characters and
 * control sequences. Pure.
 */
final class PlainText {

  private PlainText() {}

  static String of(String text) {
    return InvisibleText.plain(text);
  }

  /** The same on one line. */
  static String one(String text) {
    return InvisibleText.plainLine(text);
  }

  /** The same on one line, and not longer than so many characters. */
  static String one(String text, int longest) {
    String line = one(text);
    return line.length() <= longest ? line : line.substring(0, longest) + " …";
  }

  /** A copy with all of its texts plain: clients decode escapes before a model reads them. */
  static JsonNode json(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(of(node.textValue()));
    }
    if (node instanceof ArrayNode array) {
      ArrayNode plain = JsonNodeFactory.instance.arrayNode(array.size());
      array.forEach(each -> plain.add(json(each)));
      return plain;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode plain = JsonNodeFactory.instance.objectNode();
      object.properties().forEach(each -> plain.set(of(each.getKey()), json(each.getValue())));
      return plain;
    }
    return node;
  }
}
