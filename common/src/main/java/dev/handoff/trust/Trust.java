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

/** Whom an installation believes. Pure and immutable. */
public final class Trust {

  /** How serious it is. */
  public enum Mode {
    /** What nobody vouches for does not count. */
    ENFORCE,
    /** It is counted and told, and counts: for the days in which keys are given out. */
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

  /** In which way that key is trusted, if it is in a way that is asked for. */
  public Optional<TrustedKey> key(String kid, Predicate<TrustedKey> wanted) {
    return byKid.getOrDefault(kid, List.of()).stream().filter(wanted).findFirst();
  }

  /**
   * As what its owner is believed who signs with that key.
   *
   * @param key null: he signs nothing
   * @param roles those that would do
   * @throws UntrustedException if he is not
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

  /** One of the keys of a submitter: they all allow the same. */
  public Optional<TrustedKey> submitter(String name) {
    return keys.stream()
        .filter(key -> key.role() == Role.SUBMITTER && key.name().equals(name))
        .findFirst();
  }

  /** What of the brief this submitter may not have in that lane; empty: all is allowed. */
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

  /** Wherever a worker would go for the commit, perhaps with a log-in of its own. */
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
