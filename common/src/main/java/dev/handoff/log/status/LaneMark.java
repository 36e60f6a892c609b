package dev.handoff.log.status;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tells without parsing a {@code Submitted} whether it says that its brief is in the lane: its
 * value ends with the field {@code laneOffset}, as this project writes it, or with that and a key.
 * No valid JSON has such an end and means anything else. False if the value has to be asked.
 */
final class LaneMark {

  private static final byte[] OFFSET = ascii(",\"laneOffset\":");
  private static final byte[] KEY = ascii(",\"key\":\"");

  private LaneMark() {}

  static boolean isInLane(byte[] value) {
    int last = value.length - 1;
    if (last < 1 || value[last] != '}') {
      return false;
    }
    int end = value[last - 1] == '"' ? beforeKey(value, last - 1) : last;
    int from = end;
    while (from > 0 && value[from - 1] >= '0' && value[from - 1] <= '9') {
      from--;
    }
    return from < end && isBefore(value, from, OFFSET);
  }

  /** Where the field {@code key} begins whose text ends there; 0 if none does. */
  private static int beforeKey(byte[] value, int quote) {
    int from = quote;
    while (from > 0 && value[from - 1] != '"') {
      from--;
    }
    return isBefore(value, from, KEY) ? from - KEY.length : 0;
  }

  private static boolean isBefore(byte[] value, int end, byte[] part) {
    int from = end - part.length;
    return from >= 0 && Arrays.equals(value, from, end, part, 0, part.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
