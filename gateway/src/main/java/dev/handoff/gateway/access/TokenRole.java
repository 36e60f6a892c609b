package dev.handoff.gateway.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the owner of a token may do. Each role may all that the one before it may. */
public enum TokenRole {

  /** Reads jobs, with their logs and files. */
  WATCHER,

  /** Also submits to its lanes, cancels and retries. */
  SUBMITTER,

  /** Also what concerns a whole cluster. */
  OPERATOR;

  public boolean permits(TokenRole needed) {
    return compareTo(needed) >= 0;
  }

  public static Optional<TokenRole> of(String name) {
    return Stream.of(values()).filter(role -> role.toString().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
