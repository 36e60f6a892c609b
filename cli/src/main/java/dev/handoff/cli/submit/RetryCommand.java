package dev.handoff.cli.submit;

import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.VerdictCommand;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobIdOption;
import dev.handoff.cli.job.StatusText;
import dev.handoff.cli.job.Waiting;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.source.PinnedSource;
import dev.handoff.cli.source.SourcePin;
import dev.handoff.cli.source.StoredBundle;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.SubmitOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits the brief of an ended job again, as a new job. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description =
        "Submit the brief of an ended job again, as a new job. It runs on the same commit unless --ref names another.",
    footer = {"", ExitCode.VERDICTS})
public final class RetryCommand implements Callable<Integer>, VerdictCommand {

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "ID", converter = JobIdOption.class, description = "Id of the old job.")
  private JobId job;

  @Option(
      names = "--ref",
      paramLabel = "REF",
      order = HelpSection.PLACE,
      description = "Commit, branch or tag. Default: that of the old job.")
  private @Nullable String ref;

  @Mixin private NewJobOptions options;

  @Override
  public boolean isVerdict() {
    return options.isVerdict();
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    KafkaSettings kafka = connection.connect();
    Brief stored = stored(kafka);
    SubmitOptions submit =
        new SubmitOptions(options.due().notBefore(err), null, job)
            .withTrace(CallersTrace.of(System.getenv()));
    try (PinnedSource source =
        ref == null ? new StoredBundle(kafka, job).withBundle(stored) : pinnedAnew(stored, err)) {
      new SubmitPolicy(connection.isLocal(), System.getenv()).require(source.brief());
      new AgentCheck(kafka, connection.isLocal(), err)
          .check(source.brief(), options.waiting().firstAnswer());
      return new NewJob(connection, kafka, options, spec.commandLine()).run(source, submit);
    }
  }

  private Brief stored(KafkaSettings kafka) throws Exception {
    try (Waiting waiting = new Waiting(kafka)) {
      JobView view = waiting.look(job, options.waiting().firstAnswer());
      if (!view.status().isTerminal()) {
        throw new CommandException(
            ExitCode.REFUSED,
            "%s has not ended (%s), so it cannot be retried; wait for it, or cancel it first"
                .formatted(job, StatusText.line(view)));
      }
      if (view.state().submitted() == null) {
        throw new CommandException(
            ExitCode.UNKNOWN, "the brief of " + job + " is not on the log: it cannot be retried");
      }
      return view.state().submitted().brief();
    }
  }

  private PinnedSource pinnedAnew(Brief stored, PrintWriter err) throws IOException {
    String repo = stored.scope().repo();
    if (repo == null) {
      throw new CommandException(
          ExitCode.USAGE, "--ref is for a job on a repository; " + job + " has none");
    }
    SourcePin pin = new SourcePin(err, new SourcePin.Reach(connection.isLocal(), false));
    return pin.pin(stored.withSource(repo, ref), Path.of("").toAbsolutePath());
  }
}
