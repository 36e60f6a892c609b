package dev.handoff.cli.brief;

import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;

/** The brief as the log has it. */
final class SubmittedBrief {

  private SubmittedBrief() {}

  /**
   * @throws CommandException with 125 if events of the job are there, and its brief is not
   */
  static Brief of(JobView view) {
    if (view.state().submitted() == null) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          view.job()
              + " is known, but its brief is not on the log (yet, or no more). Ask again in a while");
    }
    return view.state().submitted().brief();
  }
}
