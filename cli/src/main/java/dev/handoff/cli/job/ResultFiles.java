package dev.handoff.cli.job;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Branch;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.log.artifact.ArtifactStore.GoneException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The stored files of one job that has ended. */
public final class ResultFiles {

  private final ArtifactStore store;
  private final JobView view;
  private final Duration patience;

  public ResultFiles(KafkaSettings kafka, JobView view, Duration patience) {
    this.store = new ArtifactStore(kafka, null);
    this.view = view;
    this.patience = patience;
  }

  /**
   * Writes the whole file. Size and digest are verified at the end, so {@code out} must not be used
   * before that.
   *
   * @throws CommandException with 4 if it is past retention
   */
  public void read(Artifact file, OutputStream out) throws IOException {
    try {
      store.read(view.job(), file, out, patience);
    } catch (GoneException e) {
      throw new CommandException(ExitCode.UNKNOWN, e.getMessage() + ". " + remains());
    }
  }

  public JobView view() {
    return view;
  }

  /** Whether the report can be read. */
  public boolean hasReport() throws IOException {
    Artifact report = view.result().outputs().report();
    return report != null && !store.kept(view.job(), List.of(report), patience).isEmpty();
  }

  private String remains() throws IOException {
    List<String> left = new ArrayList<>();
    for (Artifact file : store.kept(view.job(), all(), patience)) {
      left.add(file.name());
    }
    Branch branch = view.result().outputs().branch();
    if (branch != null && branch.pushedTo() != null) {
      left.add("branch " + branch.name() + " in " + branch.pushedTo());
    }
    return left.isEmpty()
        ? "Nothing else remains of its result; handoff status still shows how it ended"
        : "What remains: " + String.join(", ", left);
  }

  private List<Artifact> all() {
    Outputs outputs = view.result().outputs();
    return Stream.concat(
            Stream.of(outputs.report(), outputs.patch(), outputs.log()),
            outputs.artifacts().stream())
        .filter(Objects::nonNull)
        .toList();
  }
}
