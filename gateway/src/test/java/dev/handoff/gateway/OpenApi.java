package dev.handoff.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What docs/openapi.yaml says of answers. Remembers which of them it has seen. */
final class OpenApi {

  private static final Path DOCUMENT = Path.of("..", "docs", "openapi.yaml");
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

  private final JsonNode document;
  private final ObjectNode components;
  private final Map<String, Schema> schemas = new HashMap<>();
  private final Set<String> seen = new TreeSet<>();

  OpenApi() throws IOException {
    document = new YAMLMapper().readTree(DOCUMENT.toFile());
    components = document.path("components").deepCopy();
    close(components.path("schemas"));
  }

  /** Here, a field that the document does not name is an error. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.has("properties")
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(OpenApi::close);
  }

  /** Each operation as its method and path. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        name -> {
                          if (METHODS.contains(name)) {
                            operations.add(name.toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    return operations;
  }

  /** Each answer that is named by its status. */
  Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    for (String operation : operations()) {
      operation(operation)
          .path("responses")
          .fieldNames()
          .forEachRemaining(
              status -> {
                if (!status.equals("default")) {
                  answers.add(operation + " " + status);
                }
              });
    }
    return answers;
  }

  Set<String> seen() {
    return seen;
  }

  private JsonNode operation(String operation) {
    String[] words = operation.split(" ", 2);
    return document.path("paths").path(words[1]).path(words[0].toLowerCase(Locale.ROOT));
  }

  /** Requires that the answer is as the document says. */
  void check(String operation, HttpResponse<String> answer) throws IOException {
    JsonNode responses = operation(operation).path("responses");
    assertThat(responses.isMissingNode()).as(operation).isFalse();
    String status = String.valueOf(answer.statusCode());
    String as = operation + " " + status + ": " + answer.body();
    assertThat(responses.has(status) || answer.statusCode() >= 400).as(as).isTrue();
    JsonNode response =
        resolved(responses.has(status) ? responses.path(status) : responses.path("default"));
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
    JsonNode content = response.path("content").path(type);
    boolean isEmpty = answer.body().isEmpty() && !response.has("content");
    assertThat(content.isMissingNode()).as(as + " as " + type).isEqualTo(isEmpty);
    response
        .path("headers")
        .fieldNames()
        .forEachRemaining(
            header -> assertThat(answer.headers().firstValue(header)).as(as + header).isPresent());
    for (String json : bodies(type, answer.body())) {
      assertThat(
              schema(content.path("schema").path("$ref").asText()).validate(json, InputFormat.JSON))
          .as(as)
          .isEmpty();
    }
    seen.add(operation + " " + status);
  }

  private static Iterable<String> bodies(String type, String body) {
    return switch (type) {
      case "application/json", "application/problem+json" -> Set.of(body);
      case "application/jsonl" -> body.lines().toList();
      case "text/event-stream" ->
          body.lines()
              .filter(line -> line.startsWith("data: "))
              .map(line -> line.substring(6))
              .toList();
      default -> Set.of();
    };
  }

  private JsonNode resolved(JsonNode response) {
    String reference = response.path("$ref").asText();
    return reference.isEmpty() ? response : document.at(reference.substring(1));
  }

  private Schema schema(String reference) {
    return schemas.computeIfAbsent(
        reference,
        name -> {
          ObjectNode schema = new ObjectMapper().createObjectNode();
          schema.put("$ref", name);
          schema.set("components", components);
          return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(schema.toString(), InputFormat.JSON);
        });
  }
}
