package dev.handoff.worker.attempt;

import dev.handoff.brief.Brief.Check;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Touched;
import dev.handoff.job.JobResult.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One run of a check.
 *
 * @param result nothing to go by if it was stopped
 * @param isOutOfTime whether the time of the whole attempt was over, not that of the check
 */
record CheckRun(CheckResult result, Ending ending, boolean isOutOfTime) {

  /** Before the job has changed anything. */
  static CheckRun of(Attempt attempt, Check check) throws IOException, InterruptedException {
    return of(attempt, check, List.of());
  }

  /**
   * @param touched what the job changed of that which decides what the check says
   */
  static CheckRun of(Attempt attempt, Check check, List<Touched> touched)
      throws IOException, InterruptedException {
    boolean hasOwnLimit = check.timeout().compareTo(attempt.remaining()) < 0;
    Tail tail = new Tail(attempt.log());
    long start = System.nanoTime();
    Ending ending =
        attempt.run(
            check.run(), hasOwnLimit ? check.timeout() : attempt.remaining(), Duration.ZERO, tail);
    double seconds = Math.round((System.nanoTime() - start) / 1e7) / 100.0;
    CheckResult said = result(check, ending, seconds, tail.text());
    CheckResult result =
        new CheckResult(
            said.name(),
            said.verdict(),
            said.exit(),
            said.seconds(),
            said.tail(),
            attempt.before(check.name()),
            touched);
    return new CheckRun(result, ending, ending instanceof Ending.TimedOut && !hasOwnLimit);
  }

  private static CheckResult result(Check check, Ending ending, double seconds, String tail) {
    if (ending instanceof Ending.Exited exited) {
      Verdict verdict =
          exited.code() == 0
              ? Verdict.PASSED
              : exited.code() == 126 || exited.code() == 127
                  ? Verdict.COULD_NOT_RUN
                  : Verdict.FAILED;
      return new CheckResult(check.name(), verdict, exited.code(), seconds, tail);
    }
    String last = "[handoff] the check " + Run.words(ending);
    Verdict verdict = ending instanceof Ending.Unable ? Verdict.COULD_NOT_RUN : Verdict.FAILED;
    String text = PlainText.lastLines(tail + "\n" + last, Tail.LINES).strip();
    return new CheckResult(check.name(), verdict, null, seconds, text);
  }
}
