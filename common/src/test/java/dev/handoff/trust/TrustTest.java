package dev.handoff.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Sources;
import dev.handoff.brief.policy.Refusal;
import dev.handoff.job.JobEvent;
import dev.handoff.job.SomeEvents;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final SigningKey KEY = SigningKey.generate("alice");

  /** Every event has a role that may write it, and no role but the submitter's may write its. */
  @ParameterizedTest
  @CsvSource({
    "Submitted, SUBMITTER",
    "CancelRequested, SUBMITTER OPERATOR",
    "Enqueued, WORKER OPERATOR",
    "Started, WORKER",
    "Progressed, WORKER",
    "CheckFinished, WORKER",
    "AttemptEnded, WORKER",
    "Completed, WORKER",
    "Failed, WORKER",
    "Cancelled, WORKER",
  })
  void anEventIsForSomeRolesAlone(String event, String roles) throws Exception {
    Class<?> type = Class.forName(JobEvent.class.getName() + "$" + event);

    for (Role role : Role.values()) {
      assertThat(role.mayWrite(type)).as(role.label()).isEqualTo(roles.contains(role.name()));
    }
  }

  @Test
  void aKeyWithoutLimitsMayHaveAnything() {
    TrustedKey anything = TrustedKey.of(KEY.publicKey(), Role.SUBMITTER, "alice");

    assertThat(Trust.refusals(anything, brief("https://example.org/a.git"), "gpu")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "standard, https://example.org/team/a.git, ''",
    "team-a, https://example.org/team/a.git, ''",
    "gpu, https://example.org/team/a.git, lane",
    "standard, https://example.org/secret/a.git, scope.repo",
    "standard, https://example.org/team/../secret/a.git, scope.repo",
    "standard, /srv/git/a, scope.repo",
    "gpu, /srv/git/a, lane scope.repo",
  })
  void limitsAreLanesAndRepositories(String lane, String repo, String refused) {
    assertThat(Trust.refusals(limited(null), brief(repo), lane))
        .extracting(Refusal::where)
        .containsExactlyElementsOf(refused.isEmpty() ? List.of() : List.of(refused.split(" ")));
  }

  @Test
  void aRemoteThatHasTheCommitIsARepositoryToo() {
    Brief brief = brief("https://example.org/team/a.git");
    Brief smuggling =
        brief.withSources(new Sources(List.of("https://example.org/secret/b.git"), null, null));

    assertThat(Trust.refusals(limited(null), smuggling, "standard"))
        .extracting(Refusal::what)
        .singleElement()
        .asString()
        .contains("secret/b.git", "alice");
  }

  @Test
  void aBriefWithoutRepositoryNeedsNone() {
    assertThat(Trust.refusals(limited(null), brief(null), "standard")).isEmpty();
  }

  @Test
  void whoIsNotInTheFileIsToldBeforeHeSendsAnything() {
    Trust trust = new Trust(Trust.Mode.ENFORCE, List.of(limited(NOW)));
    SigningKey stranger = SigningKey.generate("alice");
    Set<Role> submitter = Set.of(Role.SUBMITTER);

    assertThat(trust.requireOwn(KEY, submitter, NOW.minusMillis(1)).name()).isEqualTo("alice");
    assertUntrusted(() -> trust.requireOwn(KEY, submitter, NOW), "expired");
    assertUntrusted(() -> trust.requireOwn(KEY, Set.of(Role.WORKER), NOW), "worker");
    assertUntrusted(() -> trust.requireOwn(stranger, submitter, NOW), stranger.kid());
    assertUntrusted(() -> trust.requireOwn(null, submitter, NOW), "handoff keys new");
  }

  private static void assertUntrusted(Runnable act, String why) {
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(act::run)
        .withMessageContaining(why);
  }

  private static TrustedKey limited(Instant expires) {
    return new TrustedKey(
        KEY.publicKey(),
        Role.SUBMITTER,
        "alice",
        List.of("standard", "team-*"),
        List.of("https://example.org/team/**"),
        expires);
  }

  private static Brief brief(String repo) {
    return SomeEvents.BRIEF.withSource(repo, null);
  }

  @Test
  void aSubmitterIsFoundByNameAmongTheSubmittersAlone() {
    TrustedKey worker = TrustedKey.of(KEY.publicKey(), Role.WORKER, "alice");
    TrustedKey bob = TrustedKey.of(KEY.publicKey(), Role.SUBMITTER, "bob");
    Trust trust = new Trust(Trust.Mode.ENFORCE, List.of(worker, bob, limited(null)));

    assertThat(trust.submitter("alice")).contains(limited(null));
    assertThat(trust.submitter("bob")).contains(bob);
    assertThat(trust.submitter("carl")).isEmpty();
  }

  @Test
  void aSubmitterOfSomeLanesAndAnyRepositoryIsHeldToTheLanes() {
    TrustedKey ofOneLane =
        new TrustedKey(
            KEY.publicKey(), Role.SUBMITTER, "alice", List.of("standard"), List.of(), null);

    assertThat(Trust.refusals(ofOneLane, brief("/srv/git/a"), "gpu"))
        .extracting(Refusal::toString)
        .containsExactly("lane: gpu is not among the lanes that the trust file allows alice");
  }

  @ParameterizedTest
  @CsvSource({
    "UNSIGNED, it is not signed",
    "UNKNOWN_KEY, nobody here trusts its key",
    "BAD_SIGNATURE, 'its signature does not fit: it was altered, or signed by another key'",
    "NOT_ALLOWED, the owner of its key may not say that",
    "EXPIRED, its key had expired",
    "REPLAYED, it is a copy of a record that was signed for another place or time",
  })
  void whyARecordDoesNotCountIsToldInWords(Distrust why, String words) {
    assertThat(why.words()).isEqualTo(words);
  }
}
