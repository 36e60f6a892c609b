package dev.handoff.worker.steward;

import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.log.presence.StopOrder;

/** An act of a steward about a job. A closed set. */
sealed interface Act {

  /** Ends the attempt of a silent worker; the job goes on. */
  record EndAttempt(int attempt, String lease, Loss loss) implements Act {}

  /**
   * Ends the job together with the attempt of a silent worker: the system has failed it too often.
   */
  record FailAttempt(int attempt, String lease, String message) implements Act {}

  /** Orders a worker to end an attempt. */
  record Stop(String worker, int attempt, String lease, StopOrder.Why why) implements Act {}

  /** Enqueues the brief in its lane for this attempt, and appends that. */
  record Enqueue(int attempt) implements Act {}

  /** Appends the end of a cancelled job that was waiting, so that its history is complete. */
  record SayCancelled() implements Act {}

  /** Ends a waiting job. */
  record Fail(int attempt, Reason reason, String message) implements Act {}
}
