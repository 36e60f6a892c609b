package dev.handoff.brief.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.BriefRules;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.BriefText;
import dev.handoff.brief.schema.DisplayValue;
import dev.handoff.brief.schema.ExplicitNulls;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.brief.schema.StrictSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads files of settings as strictly as briefs are read: YAML or JSON within hard limits, no
 * unknown field, every error at once.
 *
 * <p>Making one loads the schema; keep it. Safe for any thread.
 */
public final class SettingsReader {

  private final BriefText text = new BriefText("a file of settings", "must be a mapping");
  private final StrictSchema schema;

  /**
   * @param schema a JSON Schema 2020-12; {@code errorMessage} beside a rule is how it is told
   */
  public SettingsReader(String schema) {
    try {
      this.schema = new StrictSchema(new JsonMapper().readTree(schema));
    } catch (JsonProcessingException defect) {
      throw new IllegalArgumentException("schema must be JSON", defect);
    }
  }

  /**
   * The tree and what the schema has against it; what is left out is absent in it, also where a
   * field was written without a value.
   *
   * @throws InvalidSettingsException if the text is no mapping at all
   */
  public Read read(byte[] yamlOrJson) {
    ObjectNode tree;
    try {
      tree = text.parse(yamlOrJson);
    } catch (InvalidBriefException refused) {
      throw new InvalidSettingsException(named(refused.errors()));
    }
    ExplicitNulls.dropFrom(tree, schema.fieldNames());
    List<BriefError> errors = new ArrayList<>(BriefRules.unrepresentable(tree));
    if (errors.isEmpty()) {
      errors.addAll(schema.errors(tree, error -> true));
    }
    return new Read(tree, named(errors));
  }

  private static List<BriefError> named(List<BriefError> errors) {
    return errors.stream()
        .map(
            error ->
                error.path().equals(BriefError.WHOLE)
                    ? new BriefError("the file", error.rule(), error.value())
                    : error)
        .toList();
  }

  /** A value as an error may show it: short, and harmless to a terminal. */
  public static String shown(JsonNode value) {
    return DisplayValue.of(value);
  }

  /** What was read: the tree may be of any form where the errors say so. */
  public record Read(JsonNode tree, List<BriefError> errors) {}
}
