package dev.handoff.worker.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.job.JobResult;
import java.util.Map;

/**
 * A quick proof that a result is small, without writing it. Most are, and each is written anyway
 * when its event is. No proof says nothing.
 */
final class SmallResult {

  private static final int MAX_DEPTH = 20;
  private static final int MAX_NUMBER = 32;

  /** Longest JSON of one char: a backslash, an u and four digits. */
  private static final int MAX_BYTES_OF_CHAR = 6;

  private int left;

  private SmallResult(int bytes) {
    this.left = bytes;
  }

  /** Whether the JSON of the result surely has no more bytes, beside the names of its fields. */
  static boolean isProved(JobResult result, int bytes) {
    JsonNode value = result.value();
    if (!result.equals(JobResult.of(value))) {
      return false;
    }
    return value == null || new SmallResult(bytes).fits(value, MAX_DEPTH);
  }

  private boolean fits(JsonNode node, int depth) {
    if (node.isTextual()) {
      return take(2 + (long) MAX_BYTES_OF_CHAR * node.textValue().length());
    }
    if (node.isObject()) {
      return depth > 0 && membersFit(node, depth - 1);
    }
    if (node.isArray()) {
      return depth > 0 && elementsFit(node, depth - 1);
    }
    boolean isShort = node.isNull() || node.isBoolean() || node.isNumber() && !isOfAnyLength(node);
    return isShort && take(MAX_NUMBER);
  }

  private static boolean isOfAnyLength(JsonNode number) {
    return number.isBigInteger() || number.isBigDecimal();
  }

  private boolean membersFit(JsonNode object, int depth) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      boolean nameFits = take(4 + (long) MAX_BYTES_OF_CHAR * member.getKey().length());
      if (!nameFits || !fits(member.getValue(), depth)) {
        return false;
      }
    }
    return take(2);
  }

  private boolean elementsFit(JsonNode array, int depth) {
    for (JsonNode element : array) {
      if (!take(1) || !fits(element, depth)) {
        return false;
      }
    }
    return take(2);
  }

  private boolean take(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= (int) bytes;
    return true;
  }
}
