package dev.handoff.worker.attempt;

import dev.handoff.brief.Brief.Check;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Verdict;
import dev.handoff.job.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs every check in the changed tree, each after the files that any check's command names are as
 * at the base commit again: neither the job nor an earlier check decides what a check does. What
 * they write is dropped, for the changes are fixed.
 *
 * <p>A check that takes longer than its timeout has failed. One whose program does not exist or
 * cannot be executed (also exit codes 126 and 127, by which a shell says so) could not run.
 */
final class Checks implements Step {

  @Override
  public String name() {
    return "verify";
  }

  @Override
  public Finding take(Attempt attempt) throws IOException, InterruptedException {
    Set<String> own = ownFiles(attempt);
    Finding first = Finding.GO_ON;
    for (Check check : attempt.brief().checks()) {
      new BaseFiles(attempt).writeTo(attempt.workspace().tree(), own);
      Finding finding = run(attempt, check);
      if (finding instanceof Finding.Stopped) {
        return finding;
      }
      if (first.goesOn()) {
        first = finding;
      }
      if (attempt.remaining().isZero()) {
        return first;
      }
    }
    return first;
  }

  private static Finding run(Attempt attempt, Check check)
      throws IOException, InterruptedException {
    attempt.listener().progressed("verify", PlainText.line(check.name(), 100), null);
    attempt.log().note("check: " + check.name());
    boolean ownLimit =
        check.timeout() != null && check.timeout().compareTo(attempt.remaining()) < 0;
    Tail tail = new Tail(attempt.log());
    long start = System.nanoTime();
    Ending ending =
        attempt.run(
            check.run(), ownLimit ? check.timeout() : attempt.remaining(), Duration.ZERO, tail);
    double seconds = Math.round((System.nanoTime() - start) / 1e7) / 100.0;
    if (ending instanceof Ending.Stopped stopped) {
      return new Finding.Stopped(stopped.why());
    }
    CheckResult result = result(check, ending, seconds, tail.text());
    attempt.checked(result);
    return ending instanceof Ending.TimedOut && !ownLimit
        ? Run.timedOut(attempt, "check \"" + check.name() + "\"")
        : finding(result, ending);
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

  private static Finding finding(CheckResult result, Ending ending) {
    return switch (result.verdict()) {
      case PASSED -> Finding.GO_ON;
      case FAILED ->
          Finding.failed(
              Reason.CHECK_FAILED,
              "check \"%s\" %s\n%s".formatted(result.name(), Run.words(ending), result.tail()));
      case COULD_NOT_RUN ->
          Finding.failed(
              Reason.CHECK_COULD_NOT_RUN,
              "check \"%s\" could say nothing, it %s\n%s"
                  .formatted(result.name(), Run.words(ending), result.tail()));
    };
  }

  // The files of the base commit that the commands of the checks name, but for those that the brief
  // lets the job change by name.
  private static Set<String> ownFiles(Attempt attempt) throws IOException, InterruptedException {
    Set<String> named = new LinkedHashSet<>();
    for (Check check : attempt.brief().checks()) {
      for (String argument : check.run().argv()) {
        named.add(path(attempt, argument));
        // A script given as one string names files in the middle of it.
        for (String word : argument.split("[\\s;|&<>()'\"]+")) {
          named.add(path(attempt, word));
        }
      }
    }
    named.retainAll(attempt.basePaths());
    List<String> include = attempt.brief().scope().include();
    named.removeAll(new PathRules(attempt).matching(include, List.copyOf(named)));
    return named;
  }

  private static String path(Attempt attempt, String word) {
    java.util.ArrayDeque<String> parts = new java.util.ArrayDeque<>();
    for (String part : (attempt.prefix() + Git.raw(word)).split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }
}
