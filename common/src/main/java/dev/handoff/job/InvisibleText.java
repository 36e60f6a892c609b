package dev.handoff.job;

import java.util.regex.Pattern;

/**
 * Removes or escapes characters that programs and agents read but people do not see: control and
 * format characters, halves of surrogate pairs, and characters without a glyph
 * (Default_Ignorable_Code_Point, and fillers). They hide text or reverse its order. Pure.
 */
public final class InvisibleText {

  private static final String IGNORABLE =
      "\\x{34f}\\x{115f}\\x{1160}\\x{17b4}\\x{17b5}\\x{180b}-\\x{180f}\\x{2060}-\\x{206f}\\x{2800}"
          + "\\x{3164}\\x{fe00}-\\x{fe0f}\\x{ffa0}\\x{fff0}-\\x{fff8}\\x{1bca0}-\\x{1bca3}"
          + "\\x{1d173}-\\x{1d17a}\\x{e0000}-\\x{e0fff}";
  private static final String SEPARATORS = "\\x{2028}\\x{2029}";
  private static final String ALL = "[\\p{Cc}\\p{Cf}\\p{Cs}" + IGNORABLE + SEPARATORS;

  private static final Pattern SEQUENCES = Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]");
  private static final Pattern TITLES =
      Pattern.compile("\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)");
  private static final Pattern INVISIBLE = Pattern.compile(ALL + "&&[^\\n\\t]]");
  // Includes control sequences of terminals. JSON already escapes line ends and tabs.
  private static final Pattern UNESCAPED = Pattern.compile(ALL + "&&[^\\n\\r\\t ]]");

  private InvisibleText() {}

  /** The text without them; line ends and tabs stay. */
  public static String removed(String text) {
    return isPlain(text) ? text : INVISIBLE.matcher(text).replaceAll("");
  }

  /**
   * Removes the sequences with which a program moves the cursor, colours and titles a terminal, and
   * then what is invisible.
   */
  public static String plain(String text) {
    return removed(TITLES.matcher(SEQUENCES.matcher(text).replaceAll("")).replaceAll(""));
  }

  /** The same on one line. */
  public static String plainLine(String text) {
    return plain(text).replaceAll("\\s+", " ").strip();
  }

  /** The same JSON with these characters escaped. */
  public static String escapedJson(String json) {
    return isPlain(json)
        ? json
        : UNESCAPED.matcher(json).replaceAll(found -> escape(found.group()));
  }

  private static String escape(String character) {
    StringBuilder escapes = new StringBuilder();
    character.chars().forEach(unit -> escapes.append("\\\\u%04x".formatted(unit)));
    return escapes.toString();
  }

  /** True for most texts: a quick check. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if ((each < ' ' && each != '\n' && each != '\t') || each > '~') {
        return false;
      }
    }
    return true;
  }
}
