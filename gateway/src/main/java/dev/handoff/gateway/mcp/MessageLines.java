package dev.handoff.gateway.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads messages, one a line. Of a line that is too long, only so much is kept in memory. */
final class MessageLines {

  private final InputStream in;
  private final int longest;

  MessageLines(InputStream in, int longest) {
    this.in = new BufferedInputStream(in, 64 * 1024);
    this.longest = longest;
  }

  /** The next line that is not blank; a too long one as a malformed message; null at the end. */
  @Nullable Message next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean isTooLong = false;
    boolean isBlank = true;
    while (true) {
      int each = in.read();
      if (each < 0 && isBlank) {
        return null;
      }
      if ((each == '\n' || each < 0) && !isBlank) {
        return isTooLong ? JsonRpc.tooLong() : JsonRpc.parse(line.toByteArray());
      }
      if (each == '\n') {
        line.reset();
        isTooLong = false;
        continue;
      }
      isBlank &= each == ' ' || each == '\t' || each == '\r';
      if (line.size() < longest) {
        line.write(each);
      } else {
        isTooLong = true;
      }
    }
  }
}
