package dev.handoff.gateway.mcp.tool;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A part of a file.
 *
 * @param next the first byte after it
 * @param total the size of the file in bytes
 */
record FilePart(String text, long from, long next, long total) {

  private static final int MAX_BYTES_OF_CHARACTER = 4;

  boolean isLast() {
    return next >= total;
  }

  /** Keeps a window of what is written, whatever the size of the whole. */
  static final class Window extends OutputStream {

    private final long from;
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long at;

    Window(long from, int most) {
      this.from = from;
      this.most = most;
    }

    @Override
    public void write(int each) {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      long first = Math.max(from, at);
      long last = Math.min(from + most, at + length);
      if (first < last) {
        kept.write(bytes, offset + (int) (first - at), (int) (last - first));
      }
      at += length;
    }

    FilePart part(long total) {
      byte[] bytes = kept.toByteArray();
      long end = from + bytes.length;
      byte[] whole = end < total ? withoutCutCharacter(bytes) : bytes;
      return new FilePart(
          new String(whole, StandardCharsets.UTF_8), from, from + whole.length, total);
    }

    /** The next part begins with the character that the limit would have cut. */
    private static byte[] withoutCutCharacter(byte[] bytes) {
      int end = bytes.length;
      for (int back = 1; back < MAX_BYTES_OF_CHARACTER && back < end; back++) {
        int each = bytes[end - back] & 0xff;
        if (each >= 0xc0) {
          int needs = each >= 0xf0 ? 4 : each >= 0xe0 ? 3 : 2;
          return needs > back ? Arrays.copyOf(bytes, end - back) : bytes;
        }
        if (each < 0x80) {
          return bytes;
        }
      }
      return bytes;
    }
  }
}
