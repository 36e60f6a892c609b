package dev.handoff.cli.await;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.VerdictCommand;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobChoice;
import dev.handoff.cli.job.Waiting;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.options.WaitOptions;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.KafkaSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Waits until the jobs have ended; its exit code is their verdict. */
@Command(
    name = "await",
    mixinStandardHelpOptions = true,
    description =
        "Wait until jobs have ended and print their reports. Ctrl-C ends only the wait, and await can be called again from anywhere.",
    footer = {"", ExitCode.VERDICTS, "Of several jobs, the worst: 125, 124, 4, 5, 1, 3, 0."})
public final class AwaitCommand implements Callable<Integer>, VerdictCommand {

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private JobChoice choice;
  @ArgGroup private HowMany howMany = new HowMany();
  @Mixin private WaitOptions wait;
  @Mixin private ProgressOptions progress;

  /** At most one of them. */
  static final class HowMany {

    @Option(
        names = "--any",
        order = HelpSection.WAITING,
        description = "Return when one has ended, with its exit code.")
    private boolean isAny;

    @Option(
        names = "--all",
        order = HelpSection.WAITING,
        description = "Return when all have ended. This is the default.")
    private boolean isAll;
  }

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each job when it ends.")
  private boolean isJson;

  @Override
  public boolean isVerdict() {
    return !isJson;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    progress.checked(err);
    KafkaSettings kafka = connection.connect();
    List<JobId> jobs = choice.in(kafka);
    Interrupts.on(() -> Interrupts.detach(err, jobs), () -> {});
    connection.keepRunning(why -> Interrupts.endWithoutBroker(err, jobs, why));
    FinalReport answer = new FinalReport(kafka, spec.commandLine());
    try (Waiting waiting = new Waiting(kafka);
        Progress told =
            new Progress(kafka, err, progress, jobs.size(), true).start(waiting::unanswered)) {
      return jobs.size() == 1
          ? awaitOne(jobs.get(0), waiting, told, answer)
          : new ManyWaits(waiting, answer, told, connection::letStop, spec.commandLine())
              .await(jobs, wait, howMany.isAny, isJson);
    }
  }

  private int awaitOne(JobId job, Waiting waiting, Progress told, FinalReport answer)
      throws ExecutionException, InterruptedException {
    try {
      JobView view = waiting.await(job, wait, told);
      connection.letStop();
      told.close();
      return answer.print(view, isJson, true, waiting.unanswered());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownJobException) {
        tellUnknown(job, answer);
      }
      throw e;
    } catch (CommandException e) {
      if (e.exitCode() == ExitCode.UNKNOWN) {
        tellUnknown(job, answer);
      }
      throw e;
    }
  }

  /** With {@code --json}, prints an object for an unknown job too. */
  private void tellUnknown(JobId job, FinalReport answer) throws InterruptedException {
    if (isJson) {
      answer.print(new JobView(job, JobState.UNKNOWN), true);
    }
  }
}
