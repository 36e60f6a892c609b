package dev.handoff.log.status;

import dev.handoff.json.InstantText;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The attempt and lease of a {@code Started} or {@code Completed}, known without parsing its value.
 * They are those of the headers, and the value must begin as this project writes it and name the
 * same. So a header alone is never believed.
 *
 * @param time of the event, in the form of an instant
 * @param attempt from 1
 */
public record LeaseMark(String time, int attempt, String lease) {

  private static final byte[] FIRST = ascii("{\"at\":\"");
  private static final byte[] SECOND = ascii("\",\"attempt\":");
  private static final byte[] THIRD = ascii(",\"lease\":\"");
  private static final byte[] MORE = ascii("\",");
  private static final byte[] END = ascii("\"}");
  private static final byte[] UTC = ascii("Z");

  /** 2026-01-01T00:00:00 */
  private static final byte[] SECONDS = ascii("dddd-dd-ddTdd:dd:dd");

  private static final int MAX_FRACTION = 9;

  /** So many digits always fit an int. */
  private static final int MAX_DIGITS = 9;

  /** The mark of an event that is not on a log; null if its record would have none. */
  static @Nullable LeaseMark of(Instant at, int attempt, @Nullable String lease) {
    String time = at.toString();
    return lease == null
            || !isPlain(lease.getBytes(StandardCharsets.UTF_8))
            || endOfTime(ascii(time), 0) != time.length()
        ? null
        : new LeaseMark(time, attempt, lease);
  }

  /** Null if the headers name no lease, or the value does not begin with the same. */
  static @Nullable LeaseMark of(EventHeaders headers, byte[] value) {
    byte[] lease = headers.lease();
    byte[] attempt = headers.attempt();
    if (lease == null || attempt == null || !isPlain(lease) || !isNumber(attempt)) {
      return null;
    }
    int timeAt = after(value, 0, FIRST);
    int timeEnd = timeAt < 0 ? -1 : endOfTime(value, timeAt);
    int end = after(value, after(value, timeEnd, SECOND), attempt);
    end = after(value, after(value, end, THIRD), lease);
    boolean isSame = after(value, end, MORE) > 0 || after(value, end, END) == value.length;
    return isSame && value[value.length - 1] == '}'
        ? new LeaseMark(
            new String(value, timeAt, timeEnd - timeAt, StandardCharsets.ISO_8859_1),
            number(attempt),
            new String(lease, StandardCharsets.ISO_8859_1))
        : null;
  }

  /** When the event happened; null if no reader of its value would accept the time. */
  public @Nullable Instant at() {
    try {
      return time.startsWith("0000") ? null : InstantText.parse(time);
    } catch (DateTimeException invalid) {
      return null;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The place behind {@code part}, if that stands there; else, or if {@code from} is, -1. */
  private static int after(byte[] value, int from, byte[] part) {
    int end = from + part.length;
    return from >= 0 && end <= value.length && Arrays.equals(value, from, end, part, 0, part.length)
        ? end
        : -1;
  }

  /** Where an instant that begins there ends; -1 if none does. */
  private static int endOfTime(byte[] value, int from) {
    int end = from + SECONDS.length;
    if (value.length <= end) {
      return -1;
    }
    for (int place = 0; place < SECONDS.length; place++) {
      byte form = SECONDS[place];
      byte found = value[from + place];
      if (form == 'd' ? !isDigit(found) : form != found) {
        return -1;
      }
    }
    if (value[end] == '.') {
      int fraction = end + 1;
      end = fraction;
      while (end < value.length && isDigit(value[end])) {
        end++;
      }
      if (end == fraction || end - fraction > MAX_FRACTION) {
        return -1;
      }
    }
    return after(value, end, UTC);
  }

  private static boolean isDigit(byte letter) {
    return letter >= '0' && letter <= '9';
  }

  private static boolean isNumber(byte[] text) {
    if (text.length == 0 || text.length > MAX_DIGITS || text[0] == '0') {
      return false;
    }
    for (byte letter : text) {
      if (!isDigit(letter)) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] digits) {
    int number = 0;
    for (byte digit : digits) {
      number = number * 10 + digit - '0';
    }
    return number;
  }

  /** Whether JSON writes the text as it is. */
  private static boolean isPlain(byte[] text) {
    for (byte letter : text) {
      if (letter < ' ' || letter > '~' || letter == '"' || letter == '\\') {
        return false;
      }
    }
    return true;
  }
}
