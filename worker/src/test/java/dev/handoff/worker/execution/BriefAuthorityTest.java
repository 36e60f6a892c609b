package dev.handoff.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.policy.Refusal;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.Signatures;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.trust.Role;
import dev.handoff.trust.SigningKey;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustSource;
import dev.handoff.trust.TrustedKey;
import dev.handoff.worker.Protection;
import dev.handoff.worker.log.Claim;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose briefs run, and what a worker must know to say so. */
class BriefAuthorityTest {

  private static final TrustedKey ANN =
      new TrustedKey(
          SigningKey.generate("ann").publicKey(),
          Role.SUBMITTER,
          "ann",
          List.of("standard"),
          List.of("/srv/git/**"),
          null);
  private static final TrustedKey STEWARD =
      TrustedKey.of(SigningKey.generate("w").publicKey(), Role.WORKER, "w");
  private static final Trust TRUST = new Trust(Trust.Mode.ENFORCE, List.of(ANN, STEWARD));
  private static final JobId JOB = JobId.next(Instant.EPOCH, 0, "ann");
  private static final Brief BRIEF = brief("goal: g\nrun: {command: [a]}", "/srv/git/a");
  private static final Brief OTHER = brief("goal: g\nrun: {command: [b]}", "/srv/git/a");

  private final BriefAuthority authority = new BriefAuthority(TRUST);

  @Test
  void aSubmittersOwnRecordRunsThoughTheLogDoesNotShowTheSubmitYet() {
    assertThat(refusals(claim(BRIEF, 1, ANN), JobState.UNKNOWN)).isEmpty();
  }

  @Test
  void whatAStewardPutsBackIsWhatTheSubmitterSigned() {
    assertThat(refusals(claim(BRIEF, 2, STEWARD), submitted(BRIEF, "ann"))).isEmpty();
    assertThat(refusals(claim(OTHER, 2, STEWARD), submitted(BRIEF, "ann")))
        .containsExactly("the brief: in the lane it differs from what ann signed");
    assertThat(refusals(claim(OTHER, 2, STEWARD), submitted(BRIEF, null)))
        .containsExactly("the brief: in the lane it differs from what its submitter signed");
    assertThat(refusals(claim(BRIEF, 2, STEWARD), JobState.UNKNOWN))
        .containsExactly("the brief: no submitter of the trust file has signed it");
    assertThat(refusals(claim(BRIEF, 2, STEWARD), submitted(BRIEF, "gone")))
        .containsExactly("the brief: no submitter of the trust file has signed it");
  }

  @Test
  void aSubmitterIsHeldToTheLimitsAlsoWhereAStewardPutsTheBriefThere() {
    Brief elsewhere = brief("goal: g\nrun: {command: [a]}", "/srv/secret/a");

    for (TrustedKey signer : List.of(ANN, STEWARD)) {
      assertThat(refusals(claim(elsewhere, 1, signer), submitted(elsewhere, "ann")))
          .as(signer.role().label())
          .containsExactly(
              "scope.repo: /srv/secret/a is not among the repositories that the trust file allows"
                  + " ann");
    }
  }

  @Test
  void whereNobodyAsksAnythingRuns() {
    assertThat(refusals(claim(OTHER, 2, null), submitted(BRIEF, "ann"))).isEmpty();
  }

  @Test
  void aWorkerIsProtectedByAnEnforcedTrustFileAndAPolicyTogether() {
    Signatures trusting = Signatures.of(null, TrustSource.of(TRUST));
    Signatures warning =
        Signatures.of(null, TrustSource.of(new Trust(Trust.Mode.WARN, List.of(ANN))));

    assertThat(Protection.missing(trusting, Policy.OF_SUBMITTER)).isEmpty();
    assertThat(Protection.missing(Signatures.needless(), Policy.DEFAULT)).isEmpty();
    assertThat(Protection.missing(trusting, Policy.DEFAULT)).get().asString().contains("policy");
    assertThat(Protection.missing(warning, Policy.OF_SUBMITTER))
        .get()
        .asString()
        .contains("only warns");
    assertThat(Protection.missing(Signatures.none(), Policy.DEFAULT))
        .get()
        .asString()
        .contains("neither a trust file that is enforced nor a policy");
  }

  private List<String> refusals(Claim claim, JobState state) {
    return authority.refusals(claim, state).stream().map(Refusal::toString).toList();
  }

  private static Claim claim(Brief brief, int attempt, TrustedKey signer) {
    return new Claim(
        new LaneRecord(JOB, brief, attempt, LaneRecord.FaultCounts.NONE, null),
        "lease",
        0,
        true,
        0,
        signer);
  }

  private static JobState submitted(Brief brief, String by) {
    return JobState.UNKNOWN.apply(
        new Submitted(Instant.EPOCH, brief, by, "standard", 0L, null, null));
  }

  private static Brief brief(String text, String repo) {
    return new BriefReader().read(text.getBytes(StandardCharsets.UTF_8)).withSource(repo, "HEAD");
  }
}
