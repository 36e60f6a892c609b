package dev.handoff.cli;

import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells where a job stands now; 0 for any job that is known. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tell where a job stands now. Exit code 0 for any known job.")
final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private WaitOptions wait;

  @Parameters(paramLabel = "ID", converter = JobIdOption.class, description = "The job's id.")
  private JobId job;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    KafkaSettings kafka = connection.connect();
    PrintWriter out = spec.commandLine().getOut();
    try (Waiting waiting = new Waiting(kafka)) {
      JobView view = waiting.look(job, wait.firstAnswer());
      Whereabouts whereabouts = Whereabouts.of(view, kafka);
      out.println(
          isJson ? JobJson.text(view, false, whereabouts) : StatusText.of(view, whereabouts));
      out.flush();
      return ExitCode.COMPLETED;
    }
  }
}
