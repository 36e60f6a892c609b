package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.FloatingRef;
import dev.handoff.brief.Sources;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.source.PinnedRef;
import dev.handoff.worker.attempt.source.Source.SourceException;
import dev.handoff.worker.attempt.source.Sourcing;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.util.Optional;

/**
 * Pins a ref that the submitter left floating: asks the remote once, and has the rest of the
 * attempt see the commit as if the brief had named it. Each attempt asks anew, since the log does
 * not tell what an earlier one was given.
 */
final class Pin {

  private final Sourcing sourcing;

  Pin(Sourcing sourcing) {
    this.sourcing = sourcing;
  }

  /** What is wrong with the ref by its name; empty if it can be asked for. */
  static Optional<String> objection(Scope scope) {
    if (!FloatingRef.isRemote(String.valueOf(scope.repo()))) {
      return Optional.of(
          "scope.sources.floating needs a repository by https or ssh, got: " + scope.repo());
    }
    return FloatingRef.isGood(String.valueOf(scope.ref()))
        ? Optional.empty()
        : Optional.of("scope.ref " + FloatingRef.RULE + ", got: " + scope.ref());
  }

  /** Pins the ref; empty if the attempt goes on. */
  Optional<StepResult> take(Attempt attempt) throws IOException, InterruptedException {
    Brief brief = attempt.brief();
    Scope scope = brief.scope();
    if (!scope.floats()) {
      return Optional.empty();
    }
    Optional<PinnedRef> found;
    try {
      found = sourcing.pin(scope, attempt.git());
    } catch (SourceException e) {
      return failed(
          Reason.SOURCE_UNAVAILABLE,
          "%s cannot be looked up. Nothing was run. Tried: %s."
              .formatted(scope.ref(), e.getMessage()));
    }
    if (found.isEmpty()) {
      return failed(
          Reason.INVALID_BRIEF,
          "scope.ref %s of the repository, which does not have: %s. Nothing was run."
              .formatted(FloatingRef.RULE, scope.ref()));
    }
    PinnedRef pinned = found.get();
    attempt.pin(
        brief
            .withSource(scope.repo(), pinned.hash())
            .withSources(Sources.NONE.withBranch(pinned.branch(), null)));
    attempt.log().note("%s is commit %s now".formatted(scope.ref(), pinned.hash()));
    return Optional.empty();
  }

  private static Optional<StepResult> failed(Reason reason, String message) {
    return Optional.of(StepResult.failed(reason, PlainText.line(message, 1000)));
  }
}
