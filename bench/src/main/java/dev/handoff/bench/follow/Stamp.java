package dev.handoff.bench.follow;

import java.nio.charset.StandardCharsets;

/**
 * The time at which an event was given to the producer, inside the event itself. {@link
 * System#nanoTime} is the same clock in all processes of a Linux host.
 */
final class Stamp {

  private static final byte[] MARK = "at-nano-".getBytes(StandardCharsets.US_ASCII);
  private static final byte END = '.';

  private Stamp() {}

  /** A text for now, which stands unchanged in JSON. */
  static String now() {
    return "at-nano-" + System.nanoTime() + ".";
  }

  /** Receives each stamp that was found. */
  interface Found {
    void at(long nanos);
  }

  /** Passes on all complete stamps between the two indices. */
  static void find(byte[] bytes, int from, int to, Found found) {
    for (int i = from; i < to - MARK.length; i++) {
      if (bytes[i] == MARK[0] && isMark(bytes, i, to)) {
        i = number(bytes, i + MARK.length, to, found);
      }
    }
  }

  private static boolean isMark(byte[] bytes, int at, int to) {
    for (int i = 0; i < MARK.length; i++) {
      if (at + i >= to || bytes[at + i] != MARK[i]) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] bytes, int from, int to, Found found) {
    long number = 0;
    int i = from;
    while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
      number = number * 10 + bytes[i] - '0';
      i++;
    }
    if (i < to && bytes[i] == END) {
      found.at(number);
    }
    return i;
  }
}
