package dev.handoff.cli;

import dev.handoff.cli.local.LastJobs;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which jobs a command is about: some ids, or the job that this user submitted last. */
final class JobChoice {

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      converter = JobIdOption.class,
      description = "The jobs' ids.")
  private List<JobId> ids = new ArrayList<>();

  @Option(
      names = "--last",
      description = "The job that you submitted last from this machine to this cluster.")
  private boolean isLast;

  boolean isEmpty() {
    return ids.isEmpty() && !isLast;
  }

  /**
   * Each once, in the given order.
   *
   * @throws CommandException with 2 if none is named
   */
  List<JobId> in(KafkaSettings kafka) throws IOException {
    if (isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "name a job by its id, or give --last");
    }
    Set<JobId> all = new LinkedHashSet<>(ids);
    if (isLast) {
      all.add(last(kafka));
    }
    return List.copyOf(all);
  }

  static JobId last(KafkaSettings kafka) throws IOException {
    return LastJobs.ofUser()
        .of(kafka)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.UNKNOWN,
                    "no job is known that you submitted from this machine to "
                        + kafka.bootstrapServers()
                        + ": name it by its id"));
  }
}
