package dev.handoff.gateway.http;

import dev.handoff.brief.Brief;
import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.policy.Refusal;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenLimits;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.problem.ProblemException;
import dev.handoff.gateway.submit.Producers;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a submit, a retry or a cancel must be permitted by.
 *
 * @param producers null: this gateway is read-only
 * @param policy of the submitters; the workers have their own
 */
public record Write(@Nullable Producers producers, Policy policy) {

  /** Whether this gateway does more than read. */
  boolean isPossible() {
    return producers != null;
  }

  /**
   * @throws ProblemException if this gateway is read-only
   */
  JobProducer producer(Token token) {
    if (producers == null) {
      throw new ProblemException(new Problem(403, "this gateway is read-only"));
    }
    return producers.of(token);
  }

  /**
   * @throws ProblemException if this gateway is read-only
   */
  SubmitOptions options(Token token, SubmitOptions options) {
    producer(token);
    return Objects.requireNonNull(producers, "producers").options(token, options);
  }

  static void requireRate(Token token, TokenLimits limits) {
    if (!limits.maySubmit(token)) {
      throw new ProblemException(
          Problem.retry(
              429, "a token may submit " + TokenLimits.SUBMITS_A_SECOND + " times a second", 1));
    }
  }

  static void requireLane(Token token, String lane) {
    if (!token.maySubmitTo(lane)) {
      throw new ProblemException(
          new Problem(403, "this token is for the lanes " + token.lanes() + ", not for " + lane));
    }
  }

  void requirePermitted(Brief brief) {
    List<Refusal> refusals = policy.refusals(brief);
    if (!refusals.isEmpty()) {
      throw new ProblemException(
          Problem.ofBrief(
              422,
              "the brief is refused by policy, and nothing was submitted",
              refusals.stream()
                  .map(one -> new BriefError(one.where(), one.what(), null))
                  .toList()));
    }
  }
}
