package dev.handoff.cli.submit;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.VerdictCommand;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobIdOption;
import dev.handoff.cli.job.Waiting;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.options.WaitOptions;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Cancels jobs and reports how each ended. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description =
        "Cancel jobs. A waiting job never starts; the processes of a running job are ended.",
    footer = {"", "Of several jobs, the worst."},
    exitCodeList = {
      "0:cancelled, now or before",
      "1:the job had ended otherwise",
      "4:unknown job",
      "5:the broker refused the request; nothing was recorded",
      "124:requested, but not confirmed in time"
    })
public final class CancelCommand implements Callable<Integer>, VerdictCommand {

  /** The processes of the job get ten seconds to end; then partial results are published. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private WaitOptions wait = new WaitOptions(DEFAULT_TIMEOUT);

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      converter = JobIdOption.class,
      description = "Ids of the jobs.")
  private List<JobId> jobs;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      order = HelpSection.OPTIONS,
      description = "Reason to record with the end of the job.")
  private @Nullable String why;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each job.")
  private boolean isJson;

  @Override
  public boolean isVerdict() {
    return !isJson;
  }

  @Override
  public Integer call() throws Exception {
    KafkaSettings kafka = connection.connect();
    try (JobProducer producer = new JobProducer(kafka, System.getProperty("user.name"));
        Waiting waiting = new Waiting(kafka)) {
      new Submission(kafka, producer, wait.firstAnswer()).newId();
      PrintWriter err = spec.commandLine().getErr();
      connection.keepRunning(why -> Interrupts.endWithoutBroker(err, jobs, why));
      Map<Cancellation, CompletableFuture<JobView>> ends = new LinkedHashMap<>();
      for (JobId job : new LinkedHashSet<>(jobs)) {
        Cancellation cancellation = new Cancellation(kafka, job, producer, waiting);
        ends.put(cancellation, cancellation.begin(why));
      }
      long deadline = System.nanoTime() + wait.timeout().toNanos();
      List<Integer> codes = new ArrayList<>();
      for (Map.Entry<Cancellation, CompletableFuture<JobView>> one : ends.entrySet()) {
        codes.add(one.getKey().tell(one.getValue(), deadline, spec.commandLine(), isJson));
      }
      return ExitCode.worst(codes);
    }
  }
}
