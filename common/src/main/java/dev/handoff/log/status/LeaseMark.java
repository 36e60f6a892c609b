package dev.handoff.log.status;

import dev.handoff.json.InstantText;
import dev.handoff.log.TextHeader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

  private static final String FIRST = "{\"at\":\"";
  private static final String SECOND = "\",\"attempt\":";
  private static final String THIRD = ",\"lease\":\"";

  /** 2026-01-01T00:00:00 */
  private static final String SECONDS = "dddd-dd-ddTdd:dd:dd";

  private static final int MAX_FRACTION = 9;

  /** No beginning with names, time, attempt and the quotes of a lease is as long, in bytes. */
  private static final int LONGEST = 128;

  /** So many digits always fit an int. */
  private static final int MAX_DIGITS = 9;

  /** The mark of an event that is not on a log; null if its record would have none. */
  static @Nullable LeaseMark of(Instant at, int attempt, @Nullable String lease) {
    String time = at.toString();
    return lease == null || !isPlain(lease) || endOfTime(time, 0) != time.length()
        ? null
        : new LeaseMark(time, attempt, lease);
  }

  /** Null if the headers name no lease, or the value does not begin with the same. */
  static @Nullable LeaseMark of(ConsumerRecord<String, byte[]> record) {
    String lease = TextHeader.get(record.headers(), EventCodec.LEASE);
    String attempt = lease == null ? null : TextHeader.get(record.headers(), "attempt");
    if (lease == null || attempt == null || !isPlain(lease) || !isNumber(attempt)) {
      return null;
    }
    byte[] bytes = record.value();
    // Byte for character, which keeps the places; what is not ASCII matches nothing.
    int length = Math.min(bytes.length, LONGEST + lease.length());
    String value = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    int timeAt = after(value, 0, FIRST);
    int timeEnd = timeAt < 0 ? -1 : endOfTime(value, timeAt);
    int end = after(value, timeEnd, SECOND);
    end = after(value, after(value, after(value, end, attempt), THIRD), lease);
    boolean isSame = after(value, end, "\",") > 0 || after(value, end, "\"}") == value.length();
    return isSame && bytes[bytes.length - 1] == '}'
        ? new LeaseMark(value.substring(timeAt, timeEnd), Integer.parseInt(attempt), lease)
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

  /** The place behind {@code part}, if that stands there; else, or if {@code from} is, -1. */
  private static int after(String value, int from, String part) {
    return from >= 0 && value.startsWith(part, from) ? from + part.length() : -1;
  }

  /** Where an instant that begins there ends; -1 if none does. */
  private static int endOfTime(String value, int from) {
    int end = from + SECONDS.length();
    if (value.length() <= end) {
      return -1;
    }
    for (int place = 0; place < SECONDS.length(); place++) {
      char form = SECONDS.charAt(place);
      char found = value.charAt(from + place);
      if (form == 'd' ? !isDigit(found) : form != found) {
        return -1;
      }
    }
    if (value.charAt(end) == '.') {
      int fraction = end + 1;
      end = fraction;
      while (end < value.length() && isDigit(value.charAt(end))) {
        end++;
      }
      if (end == fraction || end - fraction > MAX_FRACTION) {
        return -1;
      }
    }
    return after(value, end, "Z");
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > MAX_DIGITS || text.charAt(0) == '0') {
      return false;
    }
    for (int place = 0; place < text.length(); place++) {
      if (!isDigit(text.charAt(place))) {
        return false;
      }
    }
    return true;
  }

  /** Whether JSON writes the text as it is. */
  private static boolean isPlain(String text) {
    for (int place = 0; place < text.length(); place++) {
      char letter = text.charAt(place);
      if (letter < ' ' || letter > '~' || letter == '"' || letter == '\\') {
        return false;
      }
    }
    return true;
  }
}
