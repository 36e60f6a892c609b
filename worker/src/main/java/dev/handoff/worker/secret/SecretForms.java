package dev.handoff.worker.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lists the forms in which one value may be written: as it is, escaped for JSON, URLs, shells and
 * XML, in hexadecimal digits, and in pieces in dumps. Base64, also of base64, is apart, since tools
 * break it into lines.
 */
final class SecretForms {

  /** Characters that stay the same in each of these forms. */
  private static final String UNRESERVED = "-._~";

  /** Fewer characters of base64 than this before a line end count as a coincidence. */
  static final int MOST_BEFORE_BREAK = 6;

  private static final int LONGEST_ENCODED_TWICE = 256;
  // No other text has six bytes of it by coincidence.
  private static final int DUMPED = 6;
  private static final int LONGEST_DUMPED_CLOSELY = 64;

  private static final String COMPONENT = UNRESERVED + "!'()*";
  private static final String FORM = "-._*";

  private final String value;

  SecretForms(String value) {
    this.value = value.strip();
  }

  /** The forms but base64, each at least as long as the shortest secret. */
  Set<String> direct() {
    Set<String> forms = new LinkedHashSet<>();
    spell(value, forms);
    // A key of many lines is seldom written in one piece.
    value
        .lines()
        .map(String::strip)
        .filter(line -> line.length() >= Secrets.SHORTEST_GUESSED && !line.startsWith("-----"))
        .forEach(line -> spell(line, forms));
    forms.removeIf(form -> form.length() < Secrets.SHORTEST);
    dump(value.getBytes(UTF_8), forms);
    return forms;
  }

  private static void spell(String text, Set<String> forms) {
    forms.add(text);
    for (boolean isSlashEscaped : new boolean[] {false, true}) {
      for (boolean isHtmlSafe : new boolean[] {false, true}) {
        String json = json(text, isSlashEscaped, isHtmlSafe, false);
        forms.add(json);
        forms.add(json(text, isSlashEscaped, isHtmlSafe, true));
        // JSON within JSON, as agents write it.
        forms.add(json(json, false, false, false));
      }
    }
    for (String kept : new String[] {UNRESERVED, COMPONENT, FORM}) {
      String url = url(text, kept);
      forms.add(url);
      forms.add(url.replace("%20", "+"));
      forms.add(lowerEscapes(url));
      forms.add(lowerEscapes(url).replace("%20", "+"));
    }
    forms.add(text.replace("'", "'\\''"));
    forms.add(text.replaceAll("([^A-Za-z0-9_@%+=:,./-])", "\\\\$1"));
    forms.add(xml(text));
    String hex = HexFormat.of().formatHex(text.getBytes(UTF_8));
    forms.add(hex);
    forms.add(hex.toUpperCase(Locale.ROOT));
  }

  private static String json(
      String text, boolean isSlashEscaped, boolean isHtmlSafe, boolean isAscii) {
    StringBuilder json = new StringBuilder();
    for (char each : text.toCharArray()) {
      boolean isUnicode = isHtmlSafe && "<>&'=".indexOf(each) >= 0 || isAscii && each > 0x7e;
      switch (each) {
        case '"', '\\' -> json.append('\\').append(each);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '/' -> json.append(isSlashEscaped ? "\\/" : "/");
        default ->
            json.append(isUnicode || each < ' ' ? "\\u%04x".formatted((int) each) : "" + each);
      }
    }
    return json.toString();
  }

  private static String url(String text, String kept) {
    StringBuilder url = new StringBuilder();
    for (byte each : text.getBytes(UTF_8)) {
      boolean isPlain =
          each >= '0' && each <= '9'
              || each >= 'A' && each <= 'Z'
              || each >= 'a' && each <= 'z'
              || each > 0 && kept.indexOf(each) >= 0;
      url.append(isPlain ? "" + (char) each : "%%%02X".formatted(each & 0xff));
    }
    return url.toString();
  }

  private static String lowerEscapes(String url) {
    return java.util.regex.Pattern.compile("%[0-9A-F]{2}")
        .matcher(url)
        .replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The parts of base64, once or twice, that do not depend on the text around the value. */
  Set<String> base64() {
    Set<String> forms = new TreeSet<>();
    byte[] bytes = value.getBytes(UTF_8);
    encode(bytes, MOST_BEFORE_BREAK, forms);
    if (bytes.length <= LONGEST_ENCODED_TWICE) {
      Set<String> once = new TreeSet<>();
      encode(bytes, 1, once);
      once.forEach(each -> encode(each.getBytes(ISO_8859_1), 1, forms));
    }
    return forms;
  }

  /**
   * @param cuts the number of characters that may be missing at the start
   */
  private static void encode(byte[] bytes, int cuts, Set<String> forms) {
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      String text = new String(Base64.getEncoder().withoutPadding().encode(shifted), ISO_8859_1);
      // The characters at the ends also hold bits of the neighbours.
      int first = before == 0 ? 0 : before + 1;
      int last = shifted.length % 3 == 0 ? text.length() : text.length() - 1;
      for (int cut = first; cut < first + cuts; cut++) {
        if (last - cut >= Secrets.SHORTEST) {
          forms.add(text.substring(cut, last));
          forms.add(text.substring(cut, last).replace('+', '-').replace('/', '_'));
        }
      }
    }
  }

  /**
   * Adds pieces of it as dumps show them, {@code 68 75 6e}, {@code 6875 6e74} or {@code 68756e74}.
   * A dump breaks it into lines and groups, so each piece can begin anywhere.
   */
  private static void dump(byte[] bytes, Set<String> forms) {
    int step = bytes.length > LONGEST_DUMPED_CLOSELY ? DUMPED / 2 : 1;
    for (int from = 0; from + DUMPED <= bytes.length; from += step) {
      StringBuilder close = new StringBuilder();
      StringBuilder single = new StringBuilder();
      StringBuilder even = new StringBuilder();
      StringBuilder odd = new StringBuilder();
      for (int i = 0; i < DUMPED; i++) {
        String digits = "%02x".formatted(bytes[from + i] & 0xff);
        close.append(digits);
        single.append(i == 0 ? "" : " ").append(digits);
        even.append(i > 0 && i % 2 == 0 ? " " : "").append(digits);
        odd.append(i % 2 == 1 ? " " : "").append(digits);
      }
      for (StringBuilder each : List.of(close, single, even, odd)) {
        forms.add(each.toString());
        forms.add(each.toString().toUpperCase(Locale.ROOT));
      }
    }
  }
}
