package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Command;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.agents.Agents;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.text.Durations;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.time.Duration;

/** Runs the job's own command, or its agent. */
public final class Run implements Step {

  private static final int KILLED = 128 + 9;

  private final Agents agents;

  public Run(Agents agents) {
    this.agents = agents;
  }

  @Override
  public String name() {
    return "run";
  }

  @Override
  public StepResult take(Attempt attempt) throws IOException, InterruptedException {
    if (attempt.brief().run() instanceof RunAgent asked) {
      return new AgentRun(attempt, agents, asked).take();
    }
    Command command = ((RunCommand) attempt.brief().run()).command();
    Duration limit = attempt.time().remaining();
    Duration idle = attempt.brief().limits().idle();
    ChildExit ending = attempt.processes().run(attempt.tree(), command, limit, idle, attempt.log());
    if (ending instanceof ChildExit.Stopped stopped) {
      return new StepResult.Stopped(stopped.why());
    }
    if (ending instanceof ChildExit.TimedOut) {
      return timedOut(attempt, words(command));
    }
    if (ending instanceof ChildExit.Idle) {
      return idle(attempt, "the command");
    }
    if (ending.equals(new ChildExit.Exited(0))) {
      return StepResult.GO_ON;
    }
    if (ending instanceof ChildExit.OutOfMemory) {
      return outOfMemory(words(command));
    }
    return StepResult.failed(Reason.RUN_FAILED, words(command) + " " + words(ending));
  }

  static StepResult idle(Attempt attempt, String who) {
    return StepResult.failed(
        Reason.IDLE,
        "%s wrote nothing for limits.idle (%s) and was ended with all its processes"
            .formatted(who, Durations.text(attempt.brief().limits().idle())));
  }

  static StepResult timedOut(Attempt attempt, String during) {
    return StepResult.failed(
        Reason.TIMED_OUT,
        "limits.timeout (%s) was over in %s, which was ended with all its processes"
            .formatted(Durations.text(attempt.brief().limits().timeout()), during));
  }

  static StepResult outOfMemory(String whose) {
    return StepResult.failed(
        Reason.OUT_OF_MEMORY,
        whose
            + " failed after the kernel had killed a process of it for lack of memory. Let the job"
            + " need less, or have it run by a worker that gives its jobs more.");
  }

  static String words(Command command) {
    return "`" + PlainText.line(String.join(" ", command.argv()), 200).replace('`', '\'') + "`";
  }

  static String words(ChildExit ending) {
    if (ending.equals(new ChildExit.Exited(KILLED))) {
      // The sender and the reason are unknown here, so no conclusion is drawn.
      return "ended with exit code 137: killed, perhaps for lack of memory";
    }
    if (ending instanceof ChildExit.OutOfMemory) {
      return "failed after the kernel had killed a process of it for lack of memory";
    }
    if (ending instanceof ChildExit.OutOfRoom) {
      return "was ended with all its processes, since the job filled the disk";
    }
    if (ending instanceof ChildExit.Exited exited) {
      return "ended with exit code " + exited.code();
    }
    if (ending instanceof ChildExit.Unable unable) {
      return "could not be started: " + PlainText.line(unable.text(), 300);
    }
    return "did not end in time and was ended";
  }
}
