package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief.Check;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Touched;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.child.Tail;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One run of a check.
 *
 * @param result meaningless if the check was stopped
 * @param isOutOfTime whether the attempt's time was over, not just the check's
 */
record CheckRun(CheckResult result, ChildExit ending, boolean isOutOfTime) {

  /** The run before the job has changed anything. */
  static CheckRun of(Attempt attempt, Check check) throws IOException, InterruptedException {
    return of(attempt, check, List.of());
  }

  /**
   * @param touched the job's changes to files that decide the check's verdict
   */
  static CheckRun of(Attempt attempt, Check check, List<Touched> touched)
      throws IOException, InterruptedException {
    boolean hasOwnLimit = check.timeout().compareTo(attempt.time().remaining()) < 0;
    CheckFault fault = CheckFault.of(attempt, check);
    Tail tail = new Tail(attempt.log());
    long start = System.nanoTime();
    Duration limit = hasOwnLimit ? check.timeout() : attempt.time().remaining();
    ChildExit ending =
        attempt.processes().run(attempt.tree(), check.run(), limit, Duration.ZERO, tail);
    double seconds = Math.round((System.nanoTime() - start) / 1e7) / 100.0;
    CheckResult said = result(check, ending, fault, seconds, tail.text());
    CheckResult result =
        new CheckResult(
            said.name(),
            said.verdict(),
            said.exit(),
            said.seconds(),
            said.tail(),
            attempt.before(check.name()),
            touched);
    return new CheckRun(result, ending, ending instanceof ChildExit.TimedOut && !hasOwnLimit);
  }

  private static CheckResult result(
      Check check, ChildExit ending, CheckFault fault, double seconds, String tail) {
    if (ending instanceof ChildExit.Exited exited) {
      boolean saysSo = exited.code() == 126 || exited.code() == 127;
      boolean isPass = exited.code() == 0;
      JobResult.CheckVerdict verdict =
          isPass ? JobResult.CheckVerdict.PASSED : fault.verdict(saysSo);
      String text = isPass ? tail : with(tail, fault.text());
      return new CheckResult(check.name(), verdict, exited.code(), seconds, text);
    }
    boolean isUnable = ending instanceof ChildExit.Unable;
    JobResult.CheckVerdict verdict = isUnable ? fault.verdict(true) : JobResult.CheckVerdict.FAILED;
    String said = with(tail, "[handoff] the check " + Run.words(ending));
    String text = isUnable ? with(said, fault.text()) : said;
    return new CheckResult(check.name(), verdict, null, seconds, text);
  }

  private static String with(String tail, String line) {
    return line.isEmpty() ? tail : PlainText.lastLines(tail + "\n" + line, Tail.LINES).strip();
  }
}
