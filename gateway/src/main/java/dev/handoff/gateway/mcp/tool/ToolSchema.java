package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A tool as clients list it, from the resource of its name.
 *
 * @param json name, title, description, annotations and input schema
 */
record ToolSchema(ObjectNode json) {

  /**
   * @param name of the tool
   */
  static ToolSchema of(String name) {
    try (InputStream in = ToolSchema.class.getResourceAsStream(name + ".json")) {
      return new ToolSchema((ObjectNode) new JsonMapper().readTree(in));
    } catch (IOException lost) {
      throw new UncheckedIOException(name + ".json must be readable from the class path", lost);
    }
  }

  ToolSchema withProperty(String name, JsonNode schema) {
    ((ObjectNode) properties()).set(name, schema);
    return this;
  }

  String name() {
    return json.path("name").textValue();
  }

  JsonNode properties() {
    return json.path("inputSchema").path("properties");
  }
}
