package dev.handoff.worker.steward;

import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.log.presence.StopOrder;

/** What a steward does about a job: a closed set. */
sealed interface Act {

  /** Ends the attempt of a worker that is silent; the job goes on. */
  record EndAttempt(int attempt, String lease, Loss loss) implements Act {}

  /**
   * Ends the job with the attempt of a worker that is silent: the system has failed it too often.
   */
  record FailAttempt(int attempt, String lease, String message) implements Act {}

  /** Tells a worker to end an attempt. */
  record Stop(String worker, int attempt, String lease, StopOrder.Why why) implements Act {}

  /** Puts the brief into its lane for this attempt, and says so. */
  record Enqueue(int attempt) implements Act {}

  /** Says that a job which waited is cancelled, so that its history ends with an end. */
  record SayCancelled() implements Act {}

  /** Ends a job that waits. */
  record Fail(int attempt, Reason reason, String message) implements Act {}
}
