package dev.handoff.worker;

import dev.handoff.brief.Brief;
import dev.handoff.worker.attempt.Outcome;

/** What happens in a slot: is the claim ours, run the attempt, say how it ended. */
final class SlotRun {

  private final Admission admission;
  private final HandlerRun handlers;
  private final CommandRun commands;
  private final EndTeller ends;
  private final FailPoint failPoint;

  SlotRun(
      Admission admission,
      HandlerRun handlers,
      CommandRun commands,
      EndTeller ends,
      FailPoint failPoint) {
    this.admission = admission;
    this.handlers = handlers;
    this.commands = commands;
    this.ends = ends;
    this.failPoint = failPoint;
  }

  /** Returns when the attempt is over and the log says so, or the claim turns out to be void. */
  void run(Claim claim) throws InterruptedException {
    Brief.Run run = claim.lane().brief().run();
    if (run instanceof Brief.RunHandler handler) {
      if (admission.admits(claim, handlers.isRepeatable(handler))) {
        ends.say(claim, handlers.run(claim, handler, timedOut -> ends.sayNow(claim, timedOut)));
      }
    } else if (admission.admits(claim, false)) {
      Outcome outcome = commands.run(claim);
      failPoint.reached(FailPoint.Step.AFTER_OUTPUT);
      ends.say(claim, outcome);
      failPoint.reached(FailPoint.Step.AFTER_TERMINAL);
    }
  }
}
