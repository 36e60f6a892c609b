package dev.handoff.gateway.trace;

import dev.handoff.job.InvisibleText;

/** Texts of jobs as spans have them: what people can see, on one line, cut. Pure. */
final class SpanText {

  private static final int MAX_NAME = 60;
  private static final int MAX_VALUE = 500;

  private SpanText() {}

  static String name(String text) {
    return line(text, MAX_NAME);
  }

  static String value(String text) {
    return line(text, MAX_VALUE);
  }

  private static String line(String text, int longest) {
    String plain = InvisibleText.removed(text).replaceAll("\\s+", " ").strip();
    if (plain.length() <= longest) {
      return plain;
    }
    int whole = plain.codePointCount(0, longest - 1); // no half of a surrogate pair
    return plain.substring(0, plain.offsetByCodePoints(0, whole)) + "…";
  }
}
