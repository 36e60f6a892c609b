package dev.handoff.worker.attempt.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Escapes text of a job or a brief as Markdown that reads the same and does nothing: no HTML, no
 * links, no pictures that a reader's program would fetch. Pure.
 */
public final class Markdown {

  // An existing backslash would cancel the one that is put before it.
  private static final Pattern SPECIAL = Pattern.compile("[\\\\<\\[`]|!(?=\\[)|~(?=~~)");
  // At the very start of a line a fence is one for every reader, whatever came before it. If it is
  // indented, or more than a plain word follows, it may not be one.
  private static final Pattern FENCE = Pattern.compile("(`{3,}|~{3,}) ?[\\w.+-]*");

  private Markdown() {}

  /** Escapes text within a line. */
  public static String inline(String text) {
    return SPECIAL.matcher(text).replaceAll("\\\\$0");
  }

  /** Escapes whole lines, but keeps fenced ones as they are. Must be within a quote of its own. */
  public static String lines(String text) {
    StringBuilder escaped = new StringBuilder();
    String fence = null;
    for (String line : text.lines().toList()) {
      Matcher opening = FENCE.matcher(line);
      if (fence != null) {
        escaped.append(line);
        fence = closes(line, fence) ? null : fence;
      } else if (opening.matches()) {
        fence = opening.group(1);
        escaped.append(line);
      } else {
        escaped.append(inline(line));
      }
      escaped.append('\n');
    }
    return escaped.toString();
  }

  private static boolean closes(String line, String fence) {
    String end = line.strip();
    boolean isIndented = line.length() - line.stripLeading().length() > 3 || line.startsWith("\t");
    return !isIndented
        && end.length() >= fence.length()
        && end.chars().allMatch(each -> each == fence.charAt(0));
  }
}
