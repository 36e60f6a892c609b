package dev.handoff.cli;

import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lives as long as the job does; its exit code is the job's verdict. */
@Command(
    name = "await",
    mixinStandardHelpOptions = true,
    description = "Wait until a job has ended and print its report; the exit code is the verdict.")
final class AwaitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private WaitOptions wait;

  @Parameters(paramLabel = "ID", converter = JobIdOption.class, description = "The job's id.")
  private JobId job;

  @Option(names = "--json", description = "Print one JSON object instead of the report.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    Interrupts.on(() -> Interrupts.detach(spec.commandLine().getErr(), job), () -> {});
    KafkaSettings kafka = connection.connect();
    try (Waiting waiting = new Waiting(kafka)) {
      Progress progress = new Progress(spec.commandLine().getErr());
      JobView view = waiting.await(job, wait, progress);
      return new Answer(kafka, spec.commandLine()).print(view, isJson);
    }
  }
}
