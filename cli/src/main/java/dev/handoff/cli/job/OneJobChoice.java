package dev.handoff.cli.job;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The job of a command: an id, or the job that this user submitted last. */
public final class OneJobChoice {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private @Nullable JobId id;

  /** A method for the same reason as in {@link JobChoice}. */
  @Parameters(paramLabel = "ID", arity = "0..1", description = "Id of the job.")
  void setId(@Nullable String text) {
    id = text == null ? null : JobIdOption.checked(text, command);
  }

  @Option(
      names = "--last",
      order = HelpSection.JOBS,
      description = "The job that you submitted last from this machine to this cluster.")
  private boolean isLast;

  /**
   * @throws CommandException with 2 if none is named, or two
   */
  public JobId in(KafkaSettings kafka) throws IOException {
    if (isLast && id == null) {
      return JobChoice.last(kafka);
    }
    if (isLast || id == null) {
      throw new CommandException(
          ExitCode.USAGE, "name one job by its id, or give --last instead of an id");
    }
    return id;
  }
}
