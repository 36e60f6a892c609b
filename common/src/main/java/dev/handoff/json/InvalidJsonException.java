package dev.handoff.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** Bytes are not the JSON of the type that was asked for, or a value has no such JSON. */
public final class InvalidJsonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidJsonException(String message, Throwable cause) {
    super(message, cause);
  }

  static InvalidJsonException read(Class<?> type, Exception cause) {
    return new InvalidJsonException(
        type.getSimpleName() + " must be valid JSON of its type, got: " + reason(cause), cause);
  }

  static InvalidJsonException written(Object value, Exception cause) {
    String type = value == null ? "null" : value.getClass().getSimpleName();
    return new InvalidJsonException(
        type + " must be writable as JSON, got: " + reason(cause), cause);
  }

  private static String reason(Exception cause) {
    if (!(cause instanceof JsonProcessingException json)) {
      return cause.getMessage();
    }
    JsonLocation location = json.getLocation();
    return location == null || location.getLineNr() < 1
        ? json.getOriginalMessage()
        : json.getOriginalMessage()
            + " (line "
            + location.getLineNr()
            + ", column "
            + location.getColumnNr()
            + ")";
  }
}
