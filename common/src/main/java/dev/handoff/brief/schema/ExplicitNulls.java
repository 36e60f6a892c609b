package dev.handoff.brief.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Removes known fields without a value, such as {@code setup:} with everything under it commented
 * out, so that they count as left out. The handler's input stays unchanged.
 */
public final class ExplicitNulls {

  private static final String OPAQUE = "with";

  private ExplicitNulls() {}

  public static void dropFrom(JsonNode tree, Set<String> known) {
    if (tree instanceof ObjectNode mapping) {
      mapping
          .properties()
          .removeIf(field -> field.getValue().isNull() && known.contains(field.getKey()));
      mapping.properties().stream()
          .filter(field -> !field.getKey().equals(OPAQUE))
          .forEach(field -> dropFrom(field.getValue(), known));
    } else {
      tree.forEach(element -> dropFrom(element, known));
    }
  }
}
