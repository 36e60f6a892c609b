package dev.handoff.brief.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Validates trees against a JSON Schema and reports errors in the user's terms. */
public final class StrictSchema {

  private final Schema schema;
  private final JsonNode root;
  private final Set<String> fieldNames = new HashSet<>();

  public StrictSchema(JsonNode root) {
    this.root = root;
    schema = SchemaRegistry.withDialect(dialect()).getSchema(root);
    for (JsonNode properties : root.findValues("properties")) {
      properties.fieldNames().forEachRemaining(fieldNames::add);
    }
  }

  /**
   * The dialect with errorMessage, which editors show: the validator would warn of an unknown
   * keyword.
   */
  private static Dialect dialect() {
    return Dialect.builder(Dialects.getDraft202012())
        .keyword(new NonValidationKeyword("errorMessage"))
        .build();
  }

  /** The names of all fields in the schema. */
  public Set<String> fieldNames() {
    return fieldNames;
  }

  /** The errors that {@code concerns} accepts. */
  public List<BriefError> errors(JsonNode tree, Predicate<Error> concerns) {
    SchemaErrorText text = new SchemaErrorText(root);
    List<BriefError> errors = new ArrayList<>();
    for (Error error : schema.validate(tree)) {
      if (concerns.test(error)) {
        errors.add(text.of(error));
      }
    }
    return errors.stream().distinct().toList();
  }
}
