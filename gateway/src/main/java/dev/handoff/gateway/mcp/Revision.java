package dev.handoff.gateway.mcp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A revision of the protocol that the server speaks. */
enum Revision {
  JUNE_2025("2025-06-18", false),
  NOVEMBER_2025("2025-11-25", false),
  JULY_2026("2026-07-28", true);

  private final String text;
  private final boolean isStateless;

  Revision(String text, boolean isStateless) {
    this.text = text;
    this.isStateless = isStateless;
  }

  String text() {
    return text;
  }

  /** Whether each request says its revision. Before that, a connection begins with a handshake. */
  boolean isStateless() {
    return isStateless;
  }

  static Optional<Revision> of(String text) {
    return Stream.of(values()).filter(each -> each.text.equals(text)).findFirst();
  }

  /** What a client gets that asks for this revision in a handshake. */
  static Revision agreed(String requested) {
    return of(requested).filter(each -> !each.isStateless).orElse(NOVEMBER_2025);
  }

  static List<Revision> stateless() {
    return Stream.of(values()).filter(each -> each.isStateless).toList();
  }
}
