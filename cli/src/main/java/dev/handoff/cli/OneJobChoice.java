package dev.handoff.cli;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which job a command is about: an id, or the job that this user submitted last. */
final class OneJobChoice {

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      converter = JobIdOption.class,
      description = "The job's id.")
  private JobId id;

  @Option(
      names = "--last",
      description = "The job that you submitted last from this machine to this cluster.")
  private boolean isLast;

  /**
   * @throws CommandException with 2 if none is named, or two
   */
  JobId in(KafkaSettings kafka) throws IOException {
    if (isLast == (id != null)) {
      throw new CommandException(
          ExitCode.USAGE, "name one job by its id, or give --last instead of an id");
    }
    return isLast ? JobChoice.last(kafka) : id;
  }
}
