package dev.handoff.worker.attempt.text;

import dev.handoff.job.InvisibleText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Makes text of a job safe for a terminal, a report and an agent. */
public final class PlainText {

  private static final Pattern ESCAPES =
      Pattern.compile(
          "\u001b\\[[0-?]*[ -/]*[@-~]|\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)?|\u001b[ -/]*[0-~]");
  // All characters that some reader takes for the end of a line.
  private static final Pattern LINE_END = Pattern.compile("\\R");

  private PlainText() {}

  public static String clean(String text) {
    String plain = ESCAPES.matcher(text).replaceAll("");
    return InvisibleText.removed(LINE_END.matcher(plain).replaceAll("\n"));
  }

  /** The cleaned end of the bytes, at most this many of them. */
  public static String clean(byte[] bytes, int most) {
    int from = Math.max(0, bytes.length - most);
    // Not in the middle of a character.
    while (from > 0 && from < bytes.length && (bytes[from] & 0xC0) == 0x80) {
      from++;
    }
    return clean(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)).strip();
  }

  public static String lastLines(String text, int most) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
  }

  /** On one line, at most this many characters. */
  public static String line(String text, int most) {
    String line = clean(text).replaceAll("\\s+", " ").strip();
    return line.length() <= most ? line : cut(line, most - 1) + "…";
  }

  /** The first characters, without half of a surrogate pair at the end. */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }
}
