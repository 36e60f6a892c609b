package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief.Check;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Touched;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.change.Changeset;
import dev.handoff.worker.attempt.change.LeftOut;
import dev.handoff.worker.attempt.check.DecisiveChanges;
import dev.handoff.worker.attempt.check.FilesBefore;
import dev.handoff.worker.attempt.check.PutAside;
import dev.handoff.worker.attempt.check.PutBack;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.JobRepository;
import dev.handoff.worker.attempt.git.PathGroups;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.text.PlainText;
import dev.handoff.worker.attempt.touched.TouchedFiles;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs every check in the changed tree. Before each, all files that the commands of checks name are
 * restored to their state before the job (as setup left them), HOME is as setup left it, the
 * temporary folder is empty, and the job's repository is as before the job: neither the job nor an
 * earlier check decides what a check does. Files that checks write are dropped, since the changes
 * are fixed.
 *
 * <p>A check that takes longer than its timeout has failed. It could not run if its program does
 * not exist or cannot be executed (also exit codes 126 and 127, which a shell uses for that), or if
 * its script is missing, unless the job may have caused that ({@link CheckFault}).
 */
public final class Checks implements Step {

  @Override
  public String name() {
    return "verify";
  }

  @Override
  public StepResult take(Attempt attempt) throws IOException, InterruptedException {
    if (attempt.brief().checks().isEmpty()) {
      return StepResult.GO_ON;
    }
    if (!attempt.hasTree()) {
      return lostTree();
    }
    new JobRepository(attempt.workspace()).restore();
    Changeset changes = attempt.changes().orElseThrow(); // the guard has fixed them
    FilesBefore before = new FilesBefore(attempt.tree(), attempt.setupLeft());
    PutAside aside = PutAside.of(attempt.tree(), changes.leftOut(), before);
    try {
      return runAll(attempt, changes, before);
    } finally {
      aside.putBack();
    }
  }

  private static StepResult runAll(Attempt attempt, Changeset changes, FilesBefore before)
      throws IOException, InterruptedException {
    PutBack putBack = PutBack.of(attempt.tree(), attempt.brief(), changes, before);
    Set<String> own = putBack.all();
    noteSetups(attempt, own);
    String undone = putBack.text(changes);
    if (!undone.isEmpty()) {
      attempt.log().note(undone);
    }
    TouchedFiles touched = touched(attempt, changes, own);
    String absent = undone + absent(changes.leftOut(), undone.isEmpty() ? "" : "; ");
    StepResult first = StepResult.GO_ON;
    for (Check check : attempt.brief().checks()) {
      if (!attempt.hasTree()) {
        return worse(first, lostTree());
      }
      before.write(own);
      attempt.prepared().carried().writeTo(attempt.workspace().tree());
      attempt.home().renew();
      StepResult finding = run(attempt, check, touched.of(check.run()), absent);
      if (finding instanceof StepResult.Stopped || FullDisk.is(finding)) {
        return finding;
      }
      first = worse(first, finding);
      if (attempt.time().remaining().isZero()) {
        return first;
      }
    }
    return first;
  }

  // The first one, except that a failed check matters more than one that could not run.
  private static StepResult worse(StepResult first, StepResult next) {
    boolean isFailure =
        next instanceof StepResult.Failed failed && failed.reason() == Reason.CHECK_FAILED;
    boolean couldNotRun =
        first instanceof StepResult.Failed failed && failed.reason() == Reason.CHECK_COULD_NOT_RUN;
    return first.goesOn() || couldNotRun && isFailure ? next : first;
  }

  // No commit has what a check finds there.
  private static void noteSetups(Attempt attempt, Set<String> own) {
    List<String> setups =
        own.stream()
            .filter(attempt.setupLeft().files()::containsKey)
            .sorted()
            .map(Change::shown)
            .toList();
    if (!setups.isEmpty()) {
      attempt.log().note("checks find these files as setup left them: " + PathGroups.list(setups));
    }
  }

  private static TouchedFiles touched(Attempt attempt, Changeset changes, Set<String> own)
      throws IOException, InterruptedException {
    return new DecisiveChanges(attempt.tree()).in(changes.changes(), own);
  }

  // The same as for a check that needs files which the result does not have.
  private static String absent(LeftOut leftOut, String before) {
    return leftOut.isEmpty()
        ? ""
        : before + "what is left out of the result is not there for checks: " + leftOut.named();
  }

  private static StepResult run(Attempt attempt, Check check, List<Touched> touched, String absent)
      throws IOException, InterruptedException {
    attempt.listener().progressed("verify", PlainText.line(check.name(), 100), null);
    attempt.log().note("check: " + check.name());
    CheckRun run = CheckRun.of(attempt, check, touched);
    if (run.ending() instanceof ChildExit.Stopped stopped) {
      return new StepResult.Stopped(stopped.why());
    }
    if (run.ending() instanceof ChildExit.OutOfRoom) {
      return FullDisk.during("check \"" + check.name() + "\""); // this is not a verdict
    }
    attempt.checked(run.result());
    return run.isOutOfTime()
        ? Run.timedOut(attempt, "check \"" + check.name() + "\"")
        : finding(run.result(), run.ending(), absent.isEmpty() ? "" : "; " + absent);
  }

  static StepResult lostTree() {
    return StepResult.failed(
        Reason.CHECK_FAILED, "a check removed the working tree, or put something else there");
  }

  private static StepResult finding(CheckResult result, ChildExit ending, String absent) {
    return switch (result.verdict()) {
      case PASSED -> StepResult.GO_ON;
      case FAILED ->
          StepResult.failed(
              Reason.CHECK_FAILED,
              "check \"%s\" %s%s%s\n%s"
                  .formatted(
                      result.name(),
                      Run.words(ending),
                      before(result.before()),
                      absent,
                      result.tail()));
      case COULD_NOT_RUN ->
          StepResult.failed(
              Reason.CHECK_COULD_NOT_RUN,
              "check \"%s\" has no verdict: it %s\n%s"
                  .formatted(result.name(), Run.words(ending), result.tail()));
    };
  }

  private static String before(JobResult.@Nullable CheckVerdict before) {
    return before == null
        ? ""
        : switch (before) {
          case PASSED -> "; before the job it passed";
          case FAILED -> "; before the job it failed too";
          case COULD_NOT_RUN -> "; before the job it could not run";
        };
  }
}
