package dev.handoff.worker.attempt.agents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON lines of agents, whose texts may be far longer than all that Handoff writes. */
final class AgentJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(AgentStream.MAX_LINE)
                          .maxNestingDepth(200)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** An object without any field. */
  static final JsonNode NOTHING = MissingNode.getInstance();

  private AgentJson() {}

  /** The object on that line; empty if the line has no object. */
  static Optional<JsonNode> object(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(MAPPER.readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }

  /** Whether both are objects with the same fields at the top level. */
  static boolean hasSameFields(byte[] one, byte[] other) {
    Optional<JsonNode> first = object(new String(one, StandardCharsets.UTF_8).strip());
    Optional<JsonNode> second = object(new String(other, StandardCharsets.UTF_8).strip());
    return first.isPresent()
        && second.isPresent()
        && names(first.get()).equals(names(second.get()));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** A whole number; null: it is something else. */
  static @Nullable Long number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong()
        ? Long.valueOf(node.longValue())
        : null;
  }

  static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one + other;
  }
}
