package dev.handoff.brief;

import dev.handoff.brief.schema.DisplayValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes sizes in the form of people: {@code 10KiB}, {@code 64MiB}, {@code 1GiB}; a bare
 * number is bytes.
 */
public final class ByteSize {

  /** The required form, for messages. */
  public static final String RULE =
      "must be a size such as 10KiB, 64MiB or 1GiB (a bare number is bytes)";

  private static final Pattern FORM = Pattern.compile("([0-9]+)(KiB|MiB|GiB)?");

  private ByteSize() {}

  /**
   * Reads a size in bytes.
   *
   * @param name of the value, for the message
   * @throws IllegalArgumentException if the text is no size, or 2^63 bytes or more
   */
  public static long parse(String name, String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " " + RULE + ", got: " + DisplayValue.of(text));
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
    } catch (ArithmeticException | NumberFormatException overflow) {
      throw new IllegalArgumentException(
          name + " must be a smaller size, got: " + DisplayValue.of(text), overflow);
    }
  }

  private static long unit(String name) {
    if (name == null) {
      return 1;
    }
    return name.equals("KiB") ? 1L << 10 : name.equals("MiB") ? 1L << 20 : 1L << 30;
  }

  /**
   * The size in the largest unit that keeps it exact.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static String format(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("size must be zero or more bytes, got: " + bytes);
    }
    if (bytes == 0 || bytes % (1L << 10) != 0) {
      return Long.toString(bytes);
    }
    if (bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GiB";
    }
    return bytes % (1L << 20) == 0 ? (bytes >> 20) + "MiB" : (bytes >> 10) + "KiB";
  }
}
