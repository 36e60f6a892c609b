package dev.handoff.cli.show;

import dev.handoff.awaiter.JobListener;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.awaiter.json.EventJson;
import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobQuery;
import dev.handoff.cli.job.OneJobChoice;
import dev.handoff.cli.job.Waiting;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.status.RecordedEvent;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints everything that happened to a job. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description =
        "Print everything that happened to a job, in order. With --json in the order of the log, by offset.",
    exitCodeList = {
      "0:the job is known, whatever its state",
      "4:unknown job",
      "125:no broker answers"
    })
public final class EventsCommand implements Callable<Integer> {

  /** Below the offset of any event. */
  private static final long NONE = -1;

  @Spec private CommandSpec spec;
  @Mixin private OneJobChoice choice;

  @Option(
      names = {"-f", "--follow"},
      order = HelpSection.WAITING,
      description = "Continue until the job has ended.")
  private boolean isFollowed;

  @Mixin private JobQuery look;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each event.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    KafkaSettings kafka = look.connect();
    JobId job = choice.in(kafka);
    try (Waiting waiting = new Waiting(kafka)) {
      if (isFollowed) {
        follow(job, waiting);
      } else if (isJson) {
        waiting.history(job, printerAfter(NONE), look.answer().patience());
      } else {
        printHistory(job, waiting);
      }
    }
    return ExitCode.COMPLETED;
  }

  private void follow(JobId job, Waiting waiting) throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    look.keepRunning(why -> Interrupts.endWithoutBroker(err, List.of(job), why));
    long printed = NONE;
    if (isJson) {
      waiting.requireAnswer(job, look.answer().patience());
    } else {
      printed = printHistoryIfAny(job, waiting);
    }
    waiting.follow(job, printerAfter(printed)).get();
  }

  /** Of a job that may still appear; whether it is unknown, the wait for it decides. */
  private long printHistoryIfAny(JobId job, Waiting waiting) throws Exception {
    try {
      return printHistory(job, waiting);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownJobException) {
        return NONE;
      }
      throw e;
    }
  }

  /** Returns the offset up to which all is printed. */
  private long printHistory(JobId job, Waiting waiting) throws Exception {
    List<EventOrder.Entry> log = new ArrayList<>();
    waiting.history(
        job,
        (event, after, counted) -> log.add(new EventOrder.Entry(event, counted)),
        look.answer().patience());
    EventOrder.of(log).forEach(entry -> print(entry.recorded(), entry.counted()));
    return log.isEmpty() ? NONE : log.get(log.size() - 1).recorded().offset();
  }

  private JobListener printerAfter(long offset) {
    return (event, after, counted) -> {
      if (event.offset() > offset) {
        print(event, counted);
      }
    };
  }

  private void print(RecordedEvent event, boolean counted) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(isJson ? EventJson.of(event, counted) : EventText.row(event, counted));
    Interrupts.endIfUnread(out, spec.commandLine().getErr());
  }
}
