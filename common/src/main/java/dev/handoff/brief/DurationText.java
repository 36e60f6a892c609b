package dev.handoff.brief;

import dev.handoff.brief.schema.DisplayValue;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes durations in the form of people: {@code 500ms}, {@code 30s}, {@code 1h30m},
 * {@code 3d}.
 */
public final class DurationText {

  /** The required form, for messages. */
  public static final String RULE =
      "must be a duration such as 500ms, 30s, 10m, 2h, 3d or 1h30m (a bare number is seconds)";

  private static final Pattern FORM =
      Pattern.compile(
          "(?=[0-9])(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?");
  private static final Pattern BARE = Pattern.compile("[0-9]+");
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

  /** Counts of more digits may overflow. */
  private static final int MAX_DIGITS = 9;

  private DurationText() {}

  /**
   * Reads a duration. Units go from large to small, each at most once; a bare number is seconds.
   *
   * @param name of the value, for the message
   * @throws IllegalArgumentException if the text is no duration, or longer than 2^63 ms
   */
  public static Duration parse(String name, String text) {
    long plain = plainMillis(text);
    if (plain >= 0) {
      return Duration.ofMillis(plain);
    }
    try {
      if (BARE.matcher(text).matches()) {
        return Duration.ofMillis(Math.multiplyExact(Long.parseLong(text), 1_000L));
      }
      Matcher matcher = FORM.matcher(text);
      if (matcher.matches()) {
        return Duration.ofMillis(millis(matcher));
      }
    } catch (ArithmeticException | NumberFormatException overflow) {
      throw new IllegalArgumentException(
          name + " must be a shorter duration, got: " + DisplayValue.of(text), overflow);
    }
    throw new IllegalArgumentException(name + " " + RULE + ", got: " + DisplayValue.of(text));
  }

  /** The milliseconds of a usual duration, without the cost of a pattern; -1 for another text. */
  private static long plainMillis(String text) {
    long millis = 0;
    int at = 0;
    int unit = -1;
    while (at < text.length()) {
      int start = at;
      long count = 0;
      while (at < text.length() && isDigit(text.charAt(at)) && at - start < MAX_DIGITS) {
        count = count * 10 + text.charAt(at++) - '0';
      }
      if (at == text.length()) {
        return start == 0 ? count * 1_000 : -1;
      }
      int next = unitAt(text, at);
      if (at == start || next <= unit) {
        return -1;
      }
      unit = next;
      at += UNITS[unit].length();
      millis += count * MILLIS[unit];
    }
    return text.isEmpty() ? -1 : millis;
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  /** The index of the unit; -1 if none is there. */
  private static int unitAt(String text, int at) {
    return switch (text.charAt(at)) {
      case 'd' -> 0;
      case 'h' -> 1;
      case 'm' -> at + 1 < text.length() && text.charAt(at + 1) == 's' ? 4 : 2;
      case 's' -> 3;
      default -> -1;
    };
  }

  private static long millis(Matcher matcher) {
    long millis = 0;
    for (int unit = 0; unit < UNITS.length; unit++) {
      String count = matcher.group(unit + 1);
      if (count != null) {
        millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(count), MILLIS[unit]));
      }
    }
    return millis;
  }

  /**
   * The shortest text that {@link #parse} reads as the same duration.
   *
   * @throws IllegalArgumentException if it is negative, longer than 2^63 ms, or has a fraction of a
   *     millisecond, which the text cannot represent
   */
  public static String format(Duration duration) {
    if (duration.isNegative() || duration.getNano() % 1_000_000 != 0) {
      throw new IllegalArgumentException(
          "duration must be zero or more whole milliseconds, got: " + duration);
    }
    long rest = millisOf(duration);
    if (rest == 0) {
      return "0";
    }
    StringBuilder text = new StringBuilder();
    for (int unit = 0; unit < UNITS.length; unit++) {
      if (rest >= MILLIS[unit]) {
        text.append(rest / MILLIS[unit]).append(UNITS[unit]);
        rest %= MILLIS[unit];
      }
    }
    return text.toString();
  }

  private static long millisOf(Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException overflow) {
      throw new IllegalArgumentException(
          "duration must be at most 2^63 milliseconds, got: " + duration, overflow);
    }
  }
}
