package dev.handoff.cli.await;

import dev.handoff.job.AttemptState;
import dev.handoff.job.Reason;
import java.util.Objects;

/** Why an attempt ended before its job did, in a few words. */
final class AttemptEnd {

  private AttemptEnd() {}

  /** {@code attempt 1 lost: worker went silent; attempt 2 follows}. */
  static String line(AttemptState attempt) {
    String when = attempt.retryAt() == null ? "" : ", not before " + attempt.retryAt();
    Reason reason = Objects.requireNonNull(attempt.reason(), "only a job ends without a reason");
    return "attempt %d %s: %s; attempt %d follows%s"
        .formatted(attempt.number(), how(reason), why(reason, attempt), attempt.number() + 1, when);
  }

  private static String how(Reason reason) {
    return switch (reason) {
      case WORKER_LOST -> "lost";
      case WORKER_STOPPING -> "given back";
      default -> "failed";
    };
  }

  private static String why(Reason reason, AttemptState attempt) {
    return switch (reason) {
      case RUN_FAILED -> "the run failed";
      case CHECK_FAILED -> "a check failed";
      case SCOPE_VIOLATION -> "it changed what is out of scope";
      case NO_CHANGE -> "it changed nothing";
      case TIMED_OUT -> "its time was over";
      case IDLE -> "it printed nothing for too long";
      case OUT_OF_MEMORY -> "it ran out of memory";
      case OUTPUT_TOO_LARGE -> "its output is too large";
      case SECRET_FOUND -> "a secret was found in its changes";
      case INVALID_BRIEF -> "its brief is invalid";
      case POLICY_REFUSED -> "policy refuses it";
      case AGENT_UNAVAILABLE -> "the agent is not available";
      case AGENT_LIMITED -> "the agent's limit is reached";
      case SOURCE_UNAVAILABLE -> "its source cannot be read";
      case SETUP_FAILED -> "setup failed";
      case CHECK_COULD_NOT_RUN -> "a check could not run";
      // Only stewards detect silence, and only they record the kind of loss.
      case WORKER_LOST ->
          attempt.loss() == null ? "worker was cut off from the broker" : "worker went silent";
      case DISK_FULL -> "the worker's disk is full";
      case EXPIRED -> "it waited for too long";
      case UNDELIVERABLE -> "its brief cannot be delivered";
      case INFRASTRUCTURE -> "something failed on the worker";
      case WORKER_STOPPING -> "worker is stopping";
    };
  }
}
