package dev.handoff.worker.attempt;

import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Command;
import dev.handoff.job.Reason;
import java.io.IOException;

/** Runs the job's own command. */
final class Run implements Step {

  @Override
  public String name() {
    return "run";
  }

  @Override
  public Finding take(Attempt attempt) throws IOException, InterruptedException {
    Command command = ((RunCommand) attempt.brief().run()).command();
    Ending ending =
        attempt.run(command, attempt.remaining(), attempt.brief().limits().idle(), attempt.log());
    if (ending instanceof Ending.Stopped stopped) {
      return new Finding.Stopped(stopped.why());
    }
    if (ending instanceof Ending.TimedOut) {
      return timedOut(attempt, words(command));
    }
    if (ending instanceof Ending.Idle) {
      return Finding.failed(
          Reason.IDLE,
          "the command wrote nothing for limits.idle (%s) and was ended with all its processes"
              .formatted(Durations.text(attempt.brief().limits().idle())));
    }
    if (ending.equals(new Ending.Exited(0))) {
      return Finding.GO_ON;
    }
    return Finding.failed(Reason.RUN_FAILED, words(command) + " " + words(ending));
  }

  static Finding timedOut(Attempt attempt, String during) {
    return Finding.failed(
        Reason.TIMED_OUT,
        "limits.timeout (%s) was over in %s, which was ended with all its processes"
            .formatted(Durations.text(attempt.brief().limits().timeout()), during));
  }

  static String words(Command command) {
    return "`" + PlainText.line(String.join(" ", command.argv()), 200).replace('`', '\'') + "`";
  }

  static String words(Ending ending) {
    if (ending instanceof Ending.Exited exited) {
      return "ended with exit code " + exited.code();
    }
    if (ending instanceof Ending.Unable unable) {
      return "could not be started: " + PlainText.line(unable.text(), 300);
    }
    return "did not end in time and was ended";
  }
}
