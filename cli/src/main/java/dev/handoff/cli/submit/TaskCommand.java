package dev.handoff.cli.submit;

import dev.handoff.brief.BriefReader;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.cli.brief.WrittenBrief;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.VerdictCommand;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.source.PinnedSource;
import dev.handoff.cli.source.SourcePin;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.IdempotencyKey;
import dev.handoff.producer.SubmitOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits a brief as a job, and by default watches it until its end. */
@Command(
    name = "task",
    mixinStandardHelpOptions = true,
    description =
        "Submit a brief as a job, wait for its end and print its report. The log is printed meanwhile, and Ctrl-C cancels the job.",
    customSynopsis = {
      "handoff task [OPTIONS] BRIEF...",
      "       handoff task [OPTIONS] --agent NAME \"GOAL\"",
      "       handoff task [OPTIONS] [\"GOAL\"] -- COMMAND..."
    },
    footer = {"", ExitCode.VERDICTS})
public final class TaskCommand implements Callable<Integer>, VerdictCommand {

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private BriefOptions made;
  @Mixin private NewJobOptions options;

  @Parameters(
      paramLabel = "BRIEF",
      arity = "0..*",
      description = "A brief file (YAML or JSON), - for stdin, or a goal.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      order = HelpSection.WORK,
      description = "Submit only once in 24 hours for this key.")
  private @Nullable String key;

  @Option(
      names = "--dirty",
      order = HelpSection.WORK,
      description = "Work on a snapshot of the working tree as it is.")
  private boolean isDirty;

  @Override
  public boolean isVerdict() {
    return options.isVerdict();
  }

  @Override
  public Integer call() throws Exception {
    CommandLine command = spec.commandLine();
    PrintWriter err = command.getErr();
    List<WrittenBrief> written =
        new TaskBriefs(command, words, made, new BriefReader(connection.lane())).read();
    SubmitOptions submit =
        new SubmitOptions(options.due().notBefore(err), keyFor(written), null)
            .withTrace(CallersTrace.of(System.getenv()));
    SourcePin pin = new SourcePin(err, new SourcePin.Reach(connection.isLocal(), isDirty));
    SubmitPolicy policy = new SubmitPolicy(connection.isLocal(), System.getenv());
    List<PinnedSource> sources = new ArrayList<>();
    try {
      for (WrittenBrief one : written) {
        sources.add(pinned(pin, one));
        policy.require(sources.get(sources.size() - 1).brief());
      }
      KafkaSettings kafka = connection.connect();
      AgentCheck agents = new AgentCheck(kafka, connection.isLocal(), err);
      for (PinnedSource source : sources) {
        agents.check(source.brief(), options.waiting().firstAnswer());
      }
      return sources.size() == 1
          ? new NewJob(connection, kafka, options, command).run(sources.get(0), submit)
          : new NewJobs(connection, kafka, options, command).run(sources, submit);
    } finally {
      sources.forEach(PinnedSource::close);
    }
  }

  private static PinnedSource pinned(SourcePin pin, WrittenBrief written) {
    try {
      return pin.pin(written.brief(), written.folder());
    } catch (InvalidBriefException refused) {
      throw written.located(refused);
    }
  }

  private @Nullable IdempotencyKey keyFor(List<WrittenBrief> written) {
    if (key == null) {
      return null;
    }
    if (written.size() > 1) {
      throw new CommandException(
          ExitCode.USAGE, "--key is for one brief, got: " + written.size() + " briefs");
    }
    try {
      return new IdempotencyKey(key, written.get(0).brief());
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--" + e.getMessage());
    }
  }
}
