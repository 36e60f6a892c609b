package dev.handoff.trust;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trusted key and the rights of its owner.
 *
 * @param name of its owner; for a submitter the name in its jobs
 * @param lanes globs on the lanes that a submitter may use; empty: all
 * @param repositories globs on the repositories that its jobs may work on; empty: all
 * @param expires later signatures do not count; null: never
 */
public record TrustedKey(
    VerificationKey key,
    Role role,
    String name,
    List<String> lanes,
    List<String> repositories,
    @Nullable Instant expires) {

  public TrustedKey {
    lanes = List.copyOf(lanes);
    repositories = List.copyOf(repositories);
  }

  /** A key with all rights of its role that never expires. */
  public static TrustedKey of(VerificationKey key, Role role, String name) {
    return new TrustedKey(key, role, name, List.of(), List.of(), null);
  }

  public String kid() {
    return key.kid();
  }

  public boolean isExpiredAt(Instant time) {
    return expires != null && !time.isBefore(expires);
  }
}
