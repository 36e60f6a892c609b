package dev.handoff.gateway.access;

import java.util.List;
import java.util.Set;

/**
 * A token as the gateway knows it: never the secret itself.
 *
 * @param name names the submitter of its jobs
 * @param sha256 of the secret, 64 hexadecimal digits
 * @param lanes to which it may submit; empty: all
 */
public record Token(String name, String sha256, TokenRole role, Set<String> lanes) {

  public Token {
    lanes = Set.copyOf(lanes);
  }

  public Token(String name, String sha256, TokenRole role, List<String> lanes) {
    this(name, sha256, role, Set.copyOf(lanes));
  }

  public boolean maySubmitTo(String lane) {
    return role.permits(TokenRole.SUBMITTER) && (lanes.isEmpty() || lanes.contains(lane));
  }

  /** Without the digest. */
  @Override
  public String toString() {
    return "token " + name + " (" + role + ")";
  }
}
