package dev.handoff.worker.attempt.order;

import dev.handoff.job.JobResult.CheckResult;
import java.util.List;

/**
 * What a later attempt learns about the one before it.
 *
 * @param reason the name for people and programs
 * @param checks the ones that did not pass
 */
public record EarlierAttempt(int number, String reason, String message, List<CheckResult> checks) {

  public EarlierAttempt {
    checks = List.copyOf(checks);
  }
}
