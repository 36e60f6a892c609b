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
 * Reads files of settings as strictly as briefs: YAML or JSON within hard limits, no unknown
 * fields, all errors at once.
 *
 * <p>The constructor loads the schema, so keep the instance. Thread-safe.
 */
public final class SettingsReader {

  private final BriefText text = new BriefText("a file of settings", "must be a mapping");
  private final StrictSchema schema;

  /**
   * @param schema a JSON Schema 2020-12; the {@code errorMessage} beside a rule is the text of its
   *     error
   */
  public SettingsReader(String schema) {
    try {
      this.schema = new StrictSchema(new JsonMapper().readTree(schema));
    } catch (JsonProcessingException defect) {
      throw new IllegalArgumentException("schema must be JSON", defect);
    }
  }

  /**
   * Returns the tree and its errors by the schema. A field that was written without a value is
   * absent from the tree.
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

  /** A value for an error message: short, and safe for a terminal. */
  public static String shown(JsonNode value) {
    return DisplayValue.of(value);
  }

  /** The result of reading. The tree can have any form where there are errors. */
  public record Read(JsonNode tree, List<BriefError> errors) {}
}
