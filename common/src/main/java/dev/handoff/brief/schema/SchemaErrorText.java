package dev.handoff.brief.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns one error of the schema validator into a path, a rule and a value for people. */
final class SchemaErrorText {

  private final JsonNode root;

  SchemaErrorText(JsonNode root) {
    this.root = root;
  }

  BriefError of(Error error) {
    String path = path(error.getInstanceLocation());
    String keyword = error.getKeyword();
    if (keyword.equals("required")) {
      return new BriefError(join(path, error.getProperty()), "must be given", null);
    }
    if (keyword.equals("additionalProperties")) {
      return new BriefError(join(path, DisplayValue.of(error.getProperty())), unknown(error), null);
    }
    JsonNode names = schemaOf(error).path("propertyNames").path("errorMessage");
    if (keyword.equals("propertyNames") && names.isTextual()) {
      String name = join(path, DisplayValue.of(error.getProperty()));
      return new BriefError(name, names.textValue(), null);
    }
    String at = path.isEmpty() ? BriefError.WHOLE : path;
    JsonNode value = error.getInstanceNode();
    return new BriefError(at, rule(error, schemaOf(error)), value(path, keyword, value));
  }

  /** The schema that holds the violated keyword. */
  private JsonNode schemaOf(Error error) {
    String fragment = error.getSchemaLocation().getFragment().toString();
    int keyword = fragment.lastIndexOf('/');
    return root.at(keyword <= 0 ? "" : fragment.substring(0, keyword));
  }

  private String rule(Error error, JsonNode schema) {
    String limit = limitRule(error.getKeyword(), schema);
    if (limit != null) {
      return limit;
    }
    if (schema.has("errorMessage")) {
      return schema.get("errorMessage").textValue();
    }
    if (error.getKeyword().equals("enum")) {
      List<String> allowed = new ArrayList<>();
      schema.get("enum").forEach(word -> allowed.add(word.asText()));
      return "must be one of " + String.join(", ", allowed);
    }
    return error.getKeyword().equals("type") ? typeRule(schema) : error.getMessage();
  }

  private static @Nullable String limitRule(String keyword, JsonNode schema) {
    String limit = schema.path(keyword).asText();
    return switch (keyword) {
      case "minLength" -> "must not be empty";
      case "maxLength" -> "must be at most " + limit + " characters";
      case "minItems" -> "must not be empty";
      case "maxItems" -> "must have at most " + limit + " elements";
      case "uniqueItems" -> "must not name anything twice";
      case "minimum" -> "must be at least " + limit;
      case "maximum" -> "must be at most " + limit;
      case "exclusiveMinimum" -> "must be more than " + limit;
      default -> null;
    };
  }

  private static String typeRule(JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "string" -> "must be text (in quotes if it looks like something else)";
      case "array" -> "must be a list";
      case "object" -> "must be a mapping";
      case "integer" -> "must be a whole number";
      case "number" -> "must be a number";
      default -> "must be true or false";
    };
  }

  private String unknown(Error error) {
    List<String> known = new ArrayList<>();
    schemaOf(error).path("properties").fieldNames().forEachRemaining(known::add);
    String similar = Spelling.nearest(error.getProperty(), known);
    return similar == null
        ? "is not a known field (known: " + String.join(", ", known) + ")"
        : "is not a known field (did you mean " + similar + "?)";
  }

  /** The value of a variable may be a secret, so only its name is shown. */
  private static String value(String path, String keyword, JsonNode value) {
    if (keyword.endsWith("Length") && value.textValue().length() > 80) {
      return value.textValue().length() + " characters";
    }
    if (keyword.equals("maxItems")) {
      return Integer.toString(value.size());
    }
    if (path.startsWith("env[") && value.isTextual() && value.textValue().contains("=")) {
      return DisplayValue.of(value.textValue().split("=", 2)[0]) + "=…";
    }
    return DisplayValue.of(value);
  }

  static String path(NodePath location) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < location.getNameCount(); i++) {
      Object element = location.getElement(i);
      if (element instanceof Integer index) {
        path.append('[').append(index).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(element);
      }
    }
    return path.toString();
  }

  private static String join(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
