package dev.handoff.json;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes and reads instants exactly as {@link Instant#toString} and {@link Instant#parse} do. Whole
 * seconds and milliseconds, which are nearly all, take a tenth of their time.
 */
public final class InstantText {

  private static final int SECONDS = "2026-01-02T03:04:05Z".length();
  private static final int MILLIS = "2026-01-02T03:04:05.006Z".length();
  private static final String PUNCTUATION = "    -  -  T  :  :  .   Z";
  private static final int DAY = 24 * 60 * 60;

  private InstantText() {}

  public static String format(Instant instant) {
    int nano = instant.getNano();
    long day = Math.floorDiv(instant.getEpochSecond(), DAY);
    boolean isUsual = nano % 1_000_000 == 0 && day >= 0 && day < 2_900_000; // before the year 9910
    if (!isUsual) {
      return instant.toString();
    }
    LocalDate date = LocalDate.ofEpochDay(day);
    int second = (int) Math.floorMod(instant.getEpochSecond(), (long) DAY);
    byte[] text = new byte[nano == 0 ? SECONDS : MILLIS];
    for (int at = 0; at < text.length; at++) {
      text[at] = (byte) PUNCTUATION.charAt(at);
    }
    put(text, 0, 4, date.getYear());
    put(text, 5, 2, date.getMonthValue());
    put(text, 8, 2, date.getDayOfMonth());
    put(text, 11, 2, second / 3600);
    put(text, 14, 2, second / 60 % 60);
    put(text, 17, 2, second % 60);
    if (nano != 0) {
      put(text, 20, 3, nano / 1_000_000);
    }
    text[text.length - 1] = 'Z';
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void put(byte[] text, int from, int digits, int number) {
    int rest = number;
    for (int at = from + digits - 1; at >= from; at--) {
      text[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /**
   * @throws DateTimeException if the text is no instant
   */
  public static Instant parse(String text) {
    if (!isUsual(text)) {
      return Instant.parse(text);
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    if (hour > 23 || minute > 59 || second > 59 || !isDate(year, month, day)) {
      return Instant.parse(text); // a leap second, or no instant at all
    }
    long millis = text.length() == MILLIS ? number(text, 20, 3) : 0;
    long epochSecond =
        LocalDate.of(year, month, day).toEpochDay() * DAY + hour * 3600 + minute * 60 + second;
    return Instant.ofEpochSecond(epochSecond, millis * 1_000_000);
  }

  private static boolean isDate(int year, int month, int day) {
    return month >= 1
        && month <= 12
        && day >= 1
        && (day <= 28 || day <= LocalDate.of(year, month, 1).lengthOfMonth());
  }

  /** Whether digits and punctuation are where they are in nearly all. */
  private static boolean isUsual(String text) {
    int length = text.length();
    if (length != SECONDS && length != MILLIS || text.charAt(length - 1) != 'Z') {
      return false;
    }
    for (int at = 0; at < length - 1; at++) {
      char there = text.charAt(at);
      char wanted = PUNCTUATION.charAt(at);
      if (wanted == ' ' ? there < '0' || there > '9' : there != wanted) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int digits) {
    int number = 0;
    for (int at = from; at < from + digits; at++) {
      number = number * 10 + text.charAt(at) - '0';
    }
    return number;
  }
}
