package dev.handoff.worker.execution;

import dev.handoff.brief.Brief;
import dev.handoff.brief.policy.Refusal;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobState;
import dev.handoff.json.Json;
import dev.handoff.trust.Role;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustedKey;
import dev.handoff.worker.log.Claim;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a submitter who may run jobs in that lane on that repository has signed the
 * claimed brief. Pure.
 *
 * <p>A first attempt carries its submitter's signature. A record that a steward enqueued carries
 * the steward's: it counts only if its brief equals the one in the {@code Submitted} that the
 * submitter has signed.
 */
final class BriefAuthority {

  private final Trust trust;

  BriefAuthority(Trust trust) {
    this.trust = trust;
  }

  /**
   * Returns why the brief may not run; empty if it may.
   *
   * @param state the fold of the trusted events alone
   */
  List<Refusal> refusals(Claim claim, JobState state) {
    TrustedKey signer = claim.signer();
    if (signer == null) {
      return List.of(); // no trust file, or one that only warns: else the reader had rejected it
    }
    Brief brief = claim.lane().brief();
    Submitted submitted = state.submitted();
    if (submitted != null && !isSame(brief, submitted.brief())) {
      return List.of(
          new Refusal(
              "the brief",
              "in the lane it differs from what %s signed".formatted(whoOf(submitted))));
    }
    Optional<TrustedKey> submitter =
        signer.role() == Role.SUBMITTER
            ? Optional.of(signer)
            : Optional.ofNullable(submitted).map(Submitted::submitter).flatMap(trust::submitter);
    return submitter
        .map(known -> Trust.refusals(known, brief, brief.lane()))
        .orElseGet(
            () ->
                List.of(new Refusal("the brief", "no submitter of the trust file has signed it")));
  }

  private static String whoOf(Submitted submitted) {
    return submitted.submitter() == null ? "its submitter" : submitted.submitter();
  }

  private static boolean isSame(Brief one, Brief other) {
    return Arrays.equals(Json.strict().write(one), Json.strict().write(other));
  }
}
