package dev.handoff.worker.attempt.order;

import dev.handoff.job.JobResult.CheckResult;
import java.util.List;

/**
 * What a later attempt is told of the one before it.
 *
 * @param reason as people and programs read it
 * @param checks those that did not pass
 */
public record EarlierAttempt(int number, String reason, String message, List<CheckResult> checks) {

  public EarlierAttempt {
    message = message == null ? "" : message;
    checks = List.copyOf(checks);
  }
}
