package dev.handoff.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import org.jspecify.annotations.Nullable;

/** Bytes are no JSON of the requested type, or a value cannot be written as JSON. */
public final class InvalidJsonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidJsonException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static InvalidJsonException read(Class<?> type, Exception cause) {
    return new InvalidJsonException(
        type.getSimpleName() + " must be valid JSON of its type, got: " + reason(cause), cause);
  }

  static InvalidJsonException written(@Nullable Object value, Exception cause) {
    String type = value == null ? "null" : value.getClass().getSimpleName();
    return new InvalidJsonException(
        type + " must be writable as JSON, got: " + reason(cause), cause);
  }

  private static String reason(Exception cause) {
    if (!(cause instanceof JsonProcessingException json)) {
      return String.valueOf(cause.getMessage());
    }
    JsonLocation location = json.getLocation();
    String problem = field(json) + json.getOriginalMessage();
    return location == null || location.getLineNr() < 1
        ? problem
        : problem + " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  /** The field, as in {@code running[0].job: }; empty for bytes that are no JSON at all. */
  private static String field(JsonProcessingException problem) {
    if (!(problem instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    StringBuilder field = new StringBuilder();
    for (Reference part : mapping.getPath()) {
      if (part.getFieldName() == null) {
        field.append('[').append(part.getIndex()).append(']');
      } else {
        field.append(field.isEmpty() ? "" : ".").append(part.getFieldName());
      }
    }
    return field + ": ";
  }
}
