package dev.handoff.worker.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page about the worker's file has every setting of its schema, and no other. */
class WorkerDocumentTest {

  private static final Path PAGE = Path.of("..", "docs", "worker.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");

  @Test
  void theTableHasEverySetting() throws Exception {
    JsonNode schema = new ObjectMapper().readTree(ConfigurationReader.schemaText());
    Set<String> settings = new TreeSet<>();
    collect(schema, schema, "", settings);

    Set<String> rows =
        ROW.matcher(Files.readString(PAGE))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(settings).contains("lanes.NAME", "lease.beat", "agents.NAME.success.event");
    assertThat(rows).isEqualTo(settings);
  }

  @Test
  void theExampleIsValid() throws Exception {
    MatchResult example =
        EXAMPLE.matcher(Files.readString(PAGE)).results().findFirst().orElseThrow();
    byte[] yaml = example.group(1).getBytes(StandardCharsets.UTF_8);

    assertThatCode(() -> new ConfigurationReader(Path.of("/home/ann")).read(yaml))
        .doesNotThrowAnyException();
  }

  /** Whatever may be written as a value by itself is a setting; a mapping of settings is none. */
  private static void collect(JsonNode root, JsonNode node, String path, Set<String> settings) {
    JsonNode schema = resolved(root, node);
    if (schema.has("anyOf")) {
      settings.add(path);
      for (JsonNode form : schema.get("anyOf")) {
        JsonNode other = resolved(root, form);
        if (other.has("properties")) {
          collect(root, other, path, settings);
        }
      }
    } else if (schema.has("properties")) {
      for (Map.Entry<String, JsonNode> field : schema.get("properties").properties()) {
        String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        collect(root, field.getValue(), name, settings);
      }
    } else if (isNamed(schema)) {
      collect(root, schema.get("additionalProperties"), path + ".NAME", settings);
    } else {
      settings.add(path);
    }
  }

  /** Mappings whose names are the reader's own choice, but those of plain signs. */
  private static boolean isNamed(JsonNode schema) {
    return schema.path("additionalProperties").isObject() && schema.has("propertyNames");
  }

  private static JsonNode resolved(JsonNode root, JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").textValue().substring(1)) : node;
  }
}
