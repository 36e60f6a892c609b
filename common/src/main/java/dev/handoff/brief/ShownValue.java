package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;

/** A refused value as an error message may show it: short, and harmless to a terminal. */
final class ShownValue {

  private static final int MAX = 80;

  private ShownValue() {}

  /** Scalars as they are; of lists and mappings only the kind, since they may hold anything. */
  static String of(JsonNode node) {
    if (node.isArray()) {
      return node.isEmpty() ? "an empty list" : "a list";
    }
    if (node.isObject()) {
      return node.isEmpty() ? "an empty mapping" : "a mapping";
    }
    return node.isTextual() && node.textValue().isEmpty() ? "an empty text" : of(node.asText());
  }

  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      String piece = piece(point);
      if (shown.length() + piece.length() > MAX - 1 && i + piece.length() < text.length()) {
        return shown.append('…').toString();
      }
      shown.append(piece);
      i += Character.charCount(point);
    }
    return shown.length() > MAX ? shown.substring(0, MAX - 1) + "…" : shown.toString();
  }

  /** Escapes what could move a cursor, reverse the line or not be printed at all. */
  private static String piece(int point) {
    int type = Character.getType(point);
    boolean unprintable =
        type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR;
    if (!unprintable) {
      return Character.toString(point);
    }
    return point == '\n' ? "\\n" : point == '\t' ? "\\t" : String.format("\\u%04x", point);
  }
}
