package dev.handoff.worker;

import dev.handoff.brief.policy.Policy;
import dev.handoff.log.Signatures;
import java.util.Optional;

/** Checks that a worker's settings keep out the briefs of strangers. Pure. */
public final class Protection {

  private Protection() {}

  /**
   * Returns what is missing, in one line; empty if nothing is, or if the broker is this user's own.
   *
   * @param policy the worker's; the default one permits nearly everything, so it counts as none
   */
  public static Optional<String> missing(Signatures signatures, Policy policy) {
    boolean hasTrust = signatures.isTrusting() && signatures.trust().isEnforced();
    boolean hasPolicy = !policy.equals(Policy.DEFAULT);
    if (signatures.isNeedless() || hasTrust && hasPolicy) {
      return Optional.empty();
    }
    String what =
        hasPolicy
            ? signatures.isTrusting() ? "its trust file only warns" : "it has no trust file"
            : hasTrust
                ? "it has no policy"
                : "it has neither a trust file that is enforced nor a policy";
    return Optional.of(
        "This worker is unprotected: "
            + what
            + ", so anyone who can write to a lane of its broker can run anything on it; see"
            + " docs/signatures.md and docs/policy.md");
  }
}
