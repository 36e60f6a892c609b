package dev.handoff.cli.show;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Failures;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.console.Terminal;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobChoice;
import dev.handoff.cli.job.JobQuery;
import dev.handoff.cli.job.StatusText;
import dev.handoff.cli.job.Waiting;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.KafkaSettings;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the current state of jobs; exits with 0 if all are known. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Print where jobs stand now. Without an id: all jobs of the last 7 days that wait or run.",
    exitCodeList = {
      "0:the job is known, whatever its state",
      "4:unknown job",
      "125:no broker answers"
    })
public final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private JobQuery look;
  @Mixin private JobChoice choice;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each job.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    KafkaSettings kafka = look.connect();
    if (choice.isEmpty()) {
      new JobLister(kafka, look.answer().patience(), spec.commandLine())
          .list(Instant.now().minus(ListCommand.RETENTION), JobLister::isLive, 0, isJson);
      return ExitCode.COMPLETED;
    }
    List<JobId> jobs = choice.in(kafka);
    return jobs.size() == 1 ? one(jobs.get(0), kafka) : many(jobs, kafka);
  }

  private int one(JobId job, KafkaSettings kafka) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try {
      JobView view = look.at(job, kafka);
      QueuePosition queuePosition = QueuePosition.of(view, kafka);
      out.println(isJson ? json(view, queuePosition) : StatusText.of(view, queuePosition));
    } catch (ExecutionException e) {
      if (isJson && e.getCause() instanceof UnknownJobException) {
        out.println(json(new JobView(job, JobState.UNKNOWN), QueuePosition.UNKNOWN));
      }
      throw e;
    } finally {
      out.flush();
    }
    return ExitCode.COMPLETED;
  }

  private static String json(JobView view, QueuePosition queuePosition) {
    return PlainLine.json(JobJson.text(view, false, queuePosition));
  }

  private int many(List<JobId> jobs, KafkaSettings kafka) throws Exception {
    List<Integer> codes = new ArrayList<>();
    JobTable table = new JobTable(Instant.now());
    PrintWriter out = spec.commandLine().getOut();
    try (Waiting waiting = new Waiting(kafka)) {
      Map<JobId, CompletableFuture<JobView>> looks = new LinkedHashMap<>();
      jobs.forEach(job -> looks.put(job, waiting.status(job)));
      waiting.requireAnswer(jobs.get(0), look.answer().patience());
      for (Map.Entry<JobId, CompletableFuture<JobView>> one : looks.entrySet()) {
        JobView view = view(one.getKey(), one.getValue(), codes);
        if (isJson) {
          out.println(json(view, QueuePosition.UNKNOWN));
        } else {
          table.add(summary(view));
        }
      }
    }
    if (!isJson) {
      table.lines(Terminal.ofProcess().isColored()).forEach(out::println);
    }
    out.flush();
    return ExitCode.worst(codes);
  }

  private JobView view(JobId job, CompletableFuture<JobView> look, List<Integer> codes)
      throws InterruptedException {
    try {
      return look.get();
    } catch (ExecutionException e) {
      codes.add(new Failures().handle(e, spec.commandLine().getErr()));
      return new JobView(job, JobState.UNKNOWN);
    }
  }

  private static JobSummary summary(JobView view) {
    Submitted submitted = view.state().submitted();
    return submitted == null
        ? new JobSummary(view.job(), null, view.state())
        : new JobSummary(
            view.job(), submitted.brief().title(), submitted.brief().template(), view.state());
  }
}
