package dev.handoff.cli.show;

import dev.handoff.awaiter.JobListener;
import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobLook;
import dev.handoff.cli.job.OneJobChoice;
import dev.handoff.cli.job.Waiting;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints everything that happened to a job. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = "Print everything that happened to a job, in order.",
    exitCodeList = {
      "0:the job is known, whatever its state",
      "4:unknown job",
      "125:no broker answers"
    })
public final class EventsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private OneJobChoice choice;

  @Option(
      names = {"-f", "--follow"},
      order = HelpSection.WAITING,
      description = "Continue until the job has ended.")
  private boolean isFollowed;

  @Mixin private JobLook look;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each event.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    KafkaSettings kafka = look.connect();
    JobId job = choice.in(kafka);
    PrintWriter out = spec.commandLine().getOut();
    JobListener printer =
        (event, after, counted) -> {
          out.println(isJson ? EventText.json(event, counted) : EventText.row(event, counted));
          Interrupts.endIfUnread(out, spec.commandLine().getErr());
        };
    try (Waiting waiting = new Waiting(kafka)) {
      if (isFollowed) {
        waiting.requireAnswer(job, look.answer().patience());
        PrintWriter err = spec.commandLine().getErr();
        look.keepRunning(why -> Interrupts.endWithoutBroker(err, List.of(job), why));
        waiting.follow(job, printer).get();
      } else {
        waiting.history(job, printer, look.answer().patience());
      }
    }
    return ExitCode.COMPLETED;
  }
}
