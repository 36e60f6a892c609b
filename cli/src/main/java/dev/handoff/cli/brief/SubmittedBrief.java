package dev.handoff.cli.brief;

import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;

/** Reads the brief of a job from the log. */
final class SubmittedBrief {

  private SubmittedBrief() {}

  /**
   * @throws CommandException with 125 if the log has events of the job, but not its brief
   */
  static Brief of(JobView view) {
    if (view.state().submitted() == null) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          view.job()
              + " is known, but its brief is not on the log, not yet or no longer. Try again later");
    }
    return view.state().submitted().brief();
  }
}
