package dev.handoff.brief.schema;

import com.fasterxml.jackson.databind.JsonNode;

/** A refused value as an error message may show it: short, and harmless to a terminal. */
public final class DisplayValue {

  private static final int MAX = 80;

  private DisplayValue() {}

  /** Scalars as they are; of lists and mappings only the kind, since they may hold anything. */
  public static String of(JsonNode node) {
    if (node.isArray()) {
      return node.isEmpty() ? "an empty list" : "a list";
    }
    if (node.isObject()) {
      return node.isEmpty() ? "an empty mapping" : "a mapping";
    }
    return node.isTextual() && node.textValue().isEmpty() ? "an empty text" : of(node.asText());
  }

  /** A text as it is, cut, and without what a terminal takes for more than letters. */
  public static String of(String text) {
    if (text.length() < MAX && isPlainAscii(text)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    int fits = 0;
    for (int i = 0; i < text.length() && shown.length() <= MAX; ) {
      int point = text.codePointAt(i);
      shown.append(piece(point));
      fits = shown.length() < MAX ? shown.length() : fits;
      i += Character.charCount(point);
    }
    if (shown.length() > MAX) {
      shown.setLength(fits);
      shown.append('…');
    }
    return shown.toString();
  }

  /** Most are, and many are asked for that no message will show. */
  private static boolean isPlainAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
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
