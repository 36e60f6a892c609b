package dev.handoff.cli.console;

import dev.handoff.log.KafkaSettings;

/** What to try if a broker is silent: one that wants a login does not answer a client without. */
public final class LoginHint {

  private LoginHint() {}

  /** To be put behind a message; empty if this client has a login, as in the local default. */
  public static String of(KafkaSettings kafka) {
    return kafka.isPlain() ? ". If the broker wants a login, give --command-config" : "";
  }
}
