package dev.handoff.gateway.stream;

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

  /** Moves the client's place, and nothing else. */
  static String place(String id) {
    return "id: " + id + "\n\n";
  }
}
