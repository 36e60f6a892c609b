package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Command;
import dev.handoff.file.FileErrorText;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.child.ChildExit.Exited;
import dev.handoff.worker.attempt.child.Tail;
import dev.handoff.worker.attempt.git.JobRepository;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.time.Duration;

/**
 * Runs the brief's setup commands; files that they leave in the tree are not part of the result.
 */
public final class Setup implements Step {

  @Override
  public String name() {
    return "setup";
  }

  @Override
  public StepResult take(Attempt attempt) throws IOException, InterruptedException {
    attempt.home().create();
    for (Command command : attempt.brief().setup()) {
      StepResult result = run(attempt, command);
      if (result != StepResult.GO_ON) {
        return result;
      }
    }
    if (!attempt.hasTree()) {
      return StepResult.failed(Reason.SETUP_FAILED, "setup removed the working tree");
    }
    boolean isSetUp = !attempt.brief().setup().isEmpty();
    boolean hasChecks = !attempt.brief().checks().isEmpty();
    if (hasChecks || isSetUp) {
      new JobRepository(attempt.workspace()).keep();
    }
    boolean isBaselineWanted = attempt.brief().baseline() && hasChecks;
    return isSetUp || isBaselineWanted ? keep(attempt, isBaselineWanted) : StepResult.GO_ON;
  }

  private static StepResult run(Attempt attempt, Command command)
      throws IOException, InterruptedException {
    Tail tail = new Tail(attempt.log());
    Duration limit = attempt.time().remaining();
    ChildExit exit = attempt.processes().run(attempt.tree(), command, limit, Duration.ZERO, tail);
    if (exit instanceof ChildExit.Stopped stopped) {
      return new StepResult.Stopped(stopped.why());
    }
    if (exit instanceof ChildExit.TimedOut) {
      return Run.timedOut(attempt, "setup command " + Run.words(command));
    }
    if (exit instanceof ChildExit.OutOfMemory) {
      return Run.outOfMemory("setup command " + Run.words(command));
    }
    if (!exit.equals(new Exited(0))) {
      return StepResult.failed(
          Reason.SETUP_FAILED,
          "setup command %s %s\n%s".formatted(Run.words(command), Run.words(exit), tail.text()));
    }
    return StepResult.GO_ON;
  }

  /** Keeps what setup left in the tree and in HOME, for the checks. */
  private static StepResult keep(Attempt attempt, boolean isBaselineWanted)
      throws IOException, InterruptedException {
    attempt.prepared().carried().writeTo(attempt.workspace().tree());
    attempt.setUp(attempt.diff().setUp());
    try {
      attempt.home().keep();
    } catch (IOException e) {
      return StepResult.failed(
          Reason.SETUP_FAILED,
          "what setup left in HOME cannot be copied for the checks: "
              + PlainText.line(FileErrorText.of(e), 500));
    }
    StepResult result = isBaselineWanted ? new Baseline(attempt).take() : StepResult.GO_ON;
    attempt.diff().keepSetup();
    if (isBaselineWanted && attempt.hasTree()) {
      attempt.prepared().carried().writeTo(attempt.workspace().tree());
    }
    return result;
  }
}
