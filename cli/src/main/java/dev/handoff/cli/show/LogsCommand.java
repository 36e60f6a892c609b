package dev.handoff.cli.show;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.LogFollower;
import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobQuery;
import dev.handoff.cli.job.OneJobChoice;
import dev.handoff.cli.job.StatusText;
import dev.handoff.cli.job.Waiting;
import dev.handoff.cli.options.SinceOption;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.artifact.ArtifactScan;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the log of a job, of all its attempts. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description =
        "Print the log of a job, of all its attempts. It is made safe for terminals, and a progress bar is shown as it stood last.",
    exitCodeList = {
      "0:the job is known, whatever its state",
      "4:unknown job",
      "125:no broker answers"
    })
public final class LogsCommand implements Callable<Integer> {

  private static final Duration REST_OF_LOG = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;
  @Mixin private OneJobChoice choice;

  @Option(
      names = {"-f", "--follow"},
      order = HelpSection.WAITING,
      description = "Continue, across attempts, until the job has ended.")
  private boolean isFollowed;

  @Mixin private JobQuery look;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = SinceOption.class,
      order = HelpSection.OUTPUT,
      description = "Only what was written since: how long ago (10m), or a time.")
  private @Nullable Instant since;

  @Option(
      names = "--raw",
      order = HelpSection.OUTPUT,
      description = "Print the bytes as the job has written them.")
  private boolean isRaw;

  @Override
  public Integer call() throws Exception {
    KafkaSettings kafka = look.connect();
    JobId job = choice.in(kafka);
    JobView view = look.at(job, kafka);
    PrintWriter err = spec.commandLine().getErr();
    LogPrinter printer =
        isRaw ? LogPrinter.raw(System.out, err) : new LogPrinter(spec.commandLine().getOut(), err);
    if (isFollowed && !view.status().isTerminal()) {
      view = follow(kafka, job, printer);
    } else {
      new ArtifactScan(kafka, look.answer().patience())
          .since(job, LogFollower.LOG, from(job), printer::print);
    }
    printer.finish();
    if (isFollowed) {
      err.println(job + " " + StatusText.line(view));
      err.flush();
    }
    return ExitCode.COMPLETED;
  }

  private Instant from(JobId job) {
    return since == null ? job.submittedAt() : since;
  }

  private JobView follow(KafkaSettings kafka, JobId job, LogPrinter printer) throws Exception {
    try (Waiting waiting = new Waiting(kafka);
        LogFollower follower = new LogFollower(kafka, job, from(job), printer::print)) {
      follower.start();
      PrintWriter err = spec.commandLine().getErr();
      look.keepRunning(why -> Interrupts.endWithoutBroker(err, List.of(job), why));
      JobView end = waiting.end(job, view -> {}).get();
      look.letStop();
      Artifact log = end.result().outputs().log();
      boolean isAll =
          log == null || since != null
              ? follower.catchUp(REST_OF_LOG)
              : follower.finish(log, REST_OF_LOG);
      if (!isAll) {
        spec.commandLine().getErr().println("handoff: the end of the log did not arrive in time");
      }
      return end;
    }
  }
}
