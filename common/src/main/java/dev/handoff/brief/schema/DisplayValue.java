package dev.handoff.brief.schema;

import com.fasterxml.jackson.databind.JsonNode;

/** Formats a refused value for an error message: short, and safe for a terminal. */
public final class DisplayValue {

  private static final int MAX = 80;

  private DisplayValue() {}

  /** A scalar itself; of a list or mapping only the kind, because it can contain anything. */
  public static String of(JsonNode node) {
    if (node.isArray()) {
      return node.isEmpty() ? "an empty list" : "a list";
    }
    if (node.isObject()) {
      return node.isEmpty() ? "an empty mapping" : "a mapping";
    }
    return node.isTextual() && node.textValue().isEmpty() ? "an empty text" : of(node.asText());
  }

  /** The text, cut, with everything escaped that a terminal would interpret. */
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

  /** A quick check: most texts are, and most calls are for values that no message shows. */
  private static boolean isPlainAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /** Escapes characters that move the cursor, reverse the line or are not printed. */
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
