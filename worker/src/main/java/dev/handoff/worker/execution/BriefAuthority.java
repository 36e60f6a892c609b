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
 * Whether a claimed brief is what a submitter has signed who may have it run in that lane on that
 * repository. Pure.
 *
 * <p>A first attempt carries its submitter's signature. What a steward puts back carries the
 * steward's: it counts only if it is, word for word, the brief of the {@code Submitted} that the
 * submitter has signed.
 */
final class BriefAuthority {

  private final Trust trust;

  BriefAuthority(Trust trust) {
    this.trust = trust;
  }

  /**
   * Empty if it may run.
   *
   * @param state the job by those events alone that count
   */
  List<Refusal> refusals(Claim claim, JobState state) {
    if (claim.signer() == null) {
      return List.of(); // nobody asks, or only warns: the reader would have refused it
    }
    Brief brief = claim.lane().brief();
    Submitted submitted = state.submitted();
    if (submitted != null && !isSame(brief, submitted.brief())) {
      return List.of(
          new Refusal(
              "the brief", "in the lane it is another than %s signed".formatted(whoOf(submitted))));
    }
    Optional<TrustedKey> submitter =
        claim.signer().role() == Role.SUBMITTER
            ? Optional.of(claim.signer())
            : Optional.ofNullable(submitted).flatMap(known -> trust.submitter(known.submitter()));
    return submitter
        .map(known -> Trust.refusals(known, brief, brief.lane()))
        .orElseGet(
            () ->
                List.of(
                    new Refusal(
                        "the brief", "no submitter that the trust file knows has signed it")));
  }

  private static String whoOf(Submitted submitted) {
    return submitted.submitter();
  }

  private static boolean isSame(Brief one, Brief other) {
    return Arrays.equals(Json.strict().write(one), Json.strict().write(other));
  }
}
