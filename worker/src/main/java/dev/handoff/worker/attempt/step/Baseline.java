package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief.Check;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.git.JobRepository;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;

/**
 * Runs the checks before the job, to show which failed already. The job goes on whatever their
 * verdicts; files that they write are dropped.
 */
final class Baseline {

  private final Attempt attempt;

  Baseline(Attempt attempt) {
    this.attempt = attempt;
  }

  StepResult take() throws IOException, InterruptedException {
    for (Check check : attempt.brief().checks()) {
      attempt.listener().progressed("setup", "baseline: " + PlainText.line(check.name(), 80), null);
      attempt.log().note("check before the job: " + check.name());
      attempt.home().renew();
      CheckRun run = CheckRun.of(attempt, check);
      if (run.ending() instanceof ChildExit.Stopped stopped) {
        return new StepResult.Stopped(stopped.why());
      }
      if (run.ending() instanceof ChildExit.OutOfRoom) {
        return FullDisk.during("check \"" + check.name() + "\" before the job");
      }
      if (run.isOutOfTime()) {
        return Run.timedOut(attempt, "check \"" + check.name() + "\" before the job");
      }
      attempt.checkedBefore(check.name(), run.result().verdict());
    }
    if (!attempt.hasTree()) {
      return Checks.lostTree();
    }
    attempt.home().renew();
    attempt.setUp(attempt.diff().restore());
    new JobRepository(attempt.workspace()).restore();
    return StepResult.GO_ON;
  }
}
