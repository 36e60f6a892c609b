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
    for (Command command : attempt.brief().setup()) {
      Tail tail = new Tail(attempt.log());
      Duration limit = attempt.time().remaining();
      ChildExit ending =
          attempt.processes().run(attempt.tree(), command, limit, Duration.ZERO, tail);
      if (ending instanceof ChildExit.Stopped stopped) {
        return new StepResult.Stopped(stopped.why());
      }
      if (ending instanceof ChildExit.TimedOut) {
        return Run.timedOut(attempt, "setup command " + Run.words(command));
      }
      if (ending instanceof ChildExit.OutOfMemory) {
        return Run.outOfMemory("setup command " + Run.words(command));
      }
      if (!ending.equals(new Exited(0))) {
        return StepResult.failed(
            Reason.SETUP_FAILED,
            "setup command %s %s\n%s"
                .formatted(Run.words(command), Run.words(ending), tail.text()));
      }
    }
    boolean isBaselineWanted = attempt.brief().baseline() && !attempt.brief().checks().isEmpty();
    if (!attempt.hasTree()) {
      return StepResult.failed(Reason.SETUP_FAILED, "setup removed the working tree");
    }
    if (!attempt.brief().checks().isEmpty() || !attempt.brief().setup().isEmpty()) {
      new JobRepository(attempt.workspace()).keep();
    }
    if (attempt.brief().setup().isEmpty() && !isBaselineWanted) {
      return StepResult.GO_ON;
    }
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
    StepResult finding = isBaselineWanted ? new Baseline(attempt).take() : StepResult.GO_ON;
    attempt.diff().keepSetup();
    if (isBaselineWanted && attempt.hasTree()) {
      attempt.prepared().carried().writeTo(attempt.workspace().tree());
    }
    return finding;
  }
}
