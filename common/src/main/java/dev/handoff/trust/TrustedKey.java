package dev.handoff.trust;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key whose owner is believed, and in what.
 *
 * @param name its owner's; for a submitter the one that stands in its jobs
 * @param lanes globs on the lanes that a submitter may use; empty: all
 * @param repositories globs on the repositories that its jobs may work on; empty: all
 * @param expires from then on it signs nothing new; null: never
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

  /** One that may do all that its role may, for ever. */
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
