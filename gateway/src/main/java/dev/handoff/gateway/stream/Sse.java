package dev.handoff.gateway.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of server-sent events. Pure. */
final class Sse {

  /** Shows that the stream lives. */
  static final String COMMENT = ":\n\n";

  /** A client that is cut off comes back after two seconds. */
  static final String RETRY = "retry: 2000\n\n";

  private Sse() {}

  /**
   * @param id from which a client continues; null: it keeps the one before
   * @param data on one line
   */
  static String event(@Nullable String id, String name, String data) {
    return (id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + data + "\n\n";
  }

  /** As a stream sends it. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The parts in one buffer; a single one is not copied. */
  static ByteBuffer joined(List<byte[]> parts) {
    if (parts.size() == 1) {
      return ByteBuffer.wrap(parts.get(0));
    }
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(all::put);
    return all.flip();
  }

  /** Moves the client's place, and nothing else. */
  static String place(String id) {
    return "id: " + id + "\n\n";
  }
}
