package dev.handoff.cli.console;

import dev.handoff.log.KafkaSettings;

/**
 * A hint for an unanswered request: a broker that requires a login ignores a client without one.
 */
public final class LoginHint {

  private LoginHint() {}

  /** Goes after a message; empty if this client has a login, and for the local default. */
  public static String of(KafkaSettings kafka) {
    return kafka.isPlain() ? ". If the broker wants a login, give --command-config" : "";
  }
}
