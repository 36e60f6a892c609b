package dev.handoff.trust;

import dev.handoff.brief.Brief;
import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.policy.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys that an installation trusts. Pure and immutable. */
public final class Trust {

  /** How strict the verification is. */
  public enum Mode {
    /** A record without a trusted signature does not count. */
    ENFORCE,
    /**
     * Such a record counts, but is counted and logged as untrusted: for the time in which keys are
     * distributed.
     */
    WARN
  }

  private final Mode mode;
  private final List<TrustedKey> keys;
  private final Map<String, List<TrustedKey>> byKid;

  public Trust(Mode mode, List<TrustedKey> keys) {
    this.mode = mode;
    this.keys = List.copyOf(keys);
    this.byKid = keys.stream().collect(Collectors.groupingBy(TrustedKey::kid));
  }

  public Mode mode() {
    return mode;
  }

  public List<TrustedKey> keys() {
    return keys;
  }

  public boolean isEnforced() {
    return mode == Mode.ENFORCE;
  }

  public boolean knows(String kid) {
    return byKid.containsKey(kid);
  }

  /** The entry of the key that matches {@code wanted}, if there is one. */
  public Optional<TrustedKey> key(String kid, Predicate<TrustedKey> wanted) {
    return byKid.getOrDefault(kid, List.of()).stream().filter(wanted).findFirst();
  }

  /**
   * The entry of this process's own key.
   *
   * @param key null: this process does not sign
   * @param roles the accepted roles
   * @throws UntrustedException if the key has none of these roles
   */
  public TrustedKey requireOwn(@Nullable SigningKey key, Set<Role> roles, Instant now) {
    String who = roles.stream().map(Role::label).sorted().collect(Collectors.joining(" or "));
    if (key == null) {
      throw new UntrustedException(
          "nothing was sent: with a trust file, what is sent must be signed. Make a key with"
              + " handoff keys new, or name it with --signing-key");
    }
    TrustedKey trusted =
        key(key.kid(), one -> roles.contains(one.role()) && one.name().equals(key.name()))
            .orElseThrow(
                () ->
                    new UntrustedException(
                        "nothing was sent: the trust file does not have the %s as that of a %s; see handoff keys list"
                            .formatted(key, who)));
    if (trusted.isExpiredAt(now)) {
      throw new UntrustedException(
          "nothing was sent: the %s has expired at %s; trust another with handoff keys trust"
              .formatted(key, trusted.expires()));
    }
    return trusted;
  }

  /** One of a submitter's keys; they all allow the same. */
  public Optional<TrustedKey> submitter(String name) {
    return keys.stream()
        .filter(key -> key.role() == Role.SUBMITTER && key.name().equals(name))
        .findFirst();
  }

  /**
   * The parts of the brief that this submitter may not use in that lane; empty: all are allowed.
   */
  public static List<Refusal> refusals(TrustedKey submitter, Brief brief, String lane) {
    List<Refusal> refusals = new ArrayList<>();
    if (!submitter.lanes().isEmpty() && !Policy.matches(submitter.lanes(), lane)) {
      refusals.add(refusal("lane", lane, submitter, "lanes"));
    }
    if (submitter.repositories().isEmpty()) {
      return refusals;
    }
    for (String repository : repositories(brief)) {
      if (!Policy.permitsRepository(submitter.repositories(), repository)) {
        refusals.add(refusal("scope.repo", repository, submitter, "repositories"));
      }
    }
    return refusals;
  }

  /**
   * All repositories from which a worker would fetch the commit, perhaps with its own credentials.
   */
  private static List<String> repositories(Brief brief) {
    List<String> repositories = new ArrayList<>();
    if (brief.scope().repo() != null) {
      repositories.add(brief.scope().repo());
    }
    if (brief.scope().sources() != null) {
      repositories.addAll(brief.scope().sources().remotes());
    }
    return repositories;
  }

  private static Refusal refusal(String where, String what, TrustedKey submitter, String setting) {
    return new Refusal(
        where,
        "%s is not among the %s that the trust file allows %s"
            .formatted(Policy.shownRepository(what), setting, submitter.name()));
  }
}
