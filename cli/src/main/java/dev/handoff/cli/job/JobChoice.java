package dev.handoff.cli.job;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.state.LastJobs;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The jobs of a command: some ids, or the job that this user submitted last. */
public final class JobChoice {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final List<JobId> ids = new ArrayList<>();

  /** A method, since for a list that may be empty picocli reports a bad id only as unmatched. */
  @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of the jobs.")
  void setIds(List<String> texts) {
    ids.clear();
    texts.forEach(text -> ids.add(JobIdOption.checked(text, command)));
  }

  @Option(
      names = "--last",
      order = HelpSection.JOBS,
      description = "The job that you submitted last from this machine to this cluster.")
  private boolean isLast;

  public boolean isEmpty() {
    return ids.isEmpty() && !isLast;
  }

  /**
   * The jobs without duplicates, in the given order.
   *
   * @throws CommandException with 2 if none is named
   */
  public List<JobId> in(KafkaSettings kafka) throws IOException {
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
                        + kafka.place()
                        + ": name it by its id"));
  }
}
