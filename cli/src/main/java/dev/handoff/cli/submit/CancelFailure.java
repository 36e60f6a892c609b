package dev.handoff.cli.submit;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.Failures;
import dev.handoff.job.JobId;
import dev.handoff.log.AppendOutcome;
import dev.handoff.log.status.NoSuchPartitionException;

/** Explains whether a failed request to cancel a job may have been recorded. */
final class CancelFailure {

  private CancelFailure() {}

  static CommandException of(JobId job, Throwable failure, String broker) {
    boolean isRefused =
        NoSuchPartitionException.isReasonOf(failure)
            || AppendOutcome.of(failure) == AppendOutcome.NOT_APPENDED;
    String what =
        isRefused
            ? "%s was not asked to end: %s"
            : "it is unknown whether %s was asked to end: %s. Try again: cancelling twice is harmless";
    return new CommandException(
        Failures.exitCode(failure), what.formatted(job, Failures.message(failure, broker)));
  }
}
