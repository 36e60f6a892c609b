package dev.handoff.worker.attempt;

/** Passes output on and keeps the end of it. */
final class Tail implements Output {

  static final int LINES = 40;
  private static final int BYTES = 8 * 1024;

  private final Output next;
  // Guarded by this: written by the pump, read by the attempt's thread.
  private final byte[] ring = new byte[BYTES];
  private long written;

  Tail(Output next) {
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

  /** The last 40 lines, at most 8 KiB, fit to be shown. */
  synchronized String text() {
    int length = (int) Math.min(written, BYTES);
    byte[] end = new byte[length];
    for (int i = 0; i < length; i++) {
      end[i] = ring[(int) ((written - length + i) % BYTES)];
    }
    return PlainText.lastLines(PlainText.clean(end, BYTES), LINES);
  }
}
