package dev.handoff.worker.attempt.child;

import dev.handoff.worker.attempt.text.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Passes output on and keeps the end of it. */
public final class Tail implements Output {

  public static final int LINES = 40;
  private static final int BYTES = 32 * 1024;
  private static final int SHOWN_BYTES = 8 * 1024;
  private static final Pattern PROGRESS =
      Pattern.compile(
          "[.,FEsxXRS\\u00b7\\u2024\\u2713\\u2714 ]{5,}+(\\[ *+\\d{1,3}%\\])?\\s*+|[#=> ]{5,}+\\d{0,3}%?\\s*+");

  private final Output next;
  // Guarded by this: written by the pump, read by the attempt's thread.
  private final byte[] ring = new byte[BYTES];
  private long written;

  public Tail(Output next) {
    this.next = next;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    next.write(bytes, offset, length);
    synchronized (this) {
      for (int i = Math.max(0, length - BYTES); i < length; i++) {
        ring[(int) ((written + i) % BYTES)] = bytes[offset + i];
      }
      written += length;
    }
  }

  /** Progress lines of a test runner carry less than the lines that they would displace. */
  private static String withoutProgress(String text) {
    List<String> lines = new ArrayList<>();
    int left = 0;
    for (String line : text.lines().toList()) {
      if (!line.isBlank() && PROGRESS.matcher(line).matches()) {
        left++;
        continue;
      }
      addLeft(left, lines);
      left = 0;
      lines.add(line);
    }
    addLeft(left, lines);
    return String.join("\n", lines);
  }

  private static void addLeft(int left, List<String> lines) {
    if (left > 0) {
      lines.add("[%d %s of progress]".formatted(left, left == 1 ? "line" : "lines"));
    }
  }

  /** The last 40 lines, at most 8 KiB, safe to display. */
  public synchronized String text() {
    int length = (int) Math.min(written, BYTES);
    byte[] end = new byte[length];
    for (int i = 0; i < length; i++) {
      end[i] = ring[(int) ((written - length + i) % BYTES)];
    }
    String lines = PlainText.lastLines(withoutProgress(PlainText.clean(end, BYTES)), LINES);
    return PlainText.clean(lines.getBytes(StandardCharsets.UTF_8), SHOWN_BYTES);
  }
}
