package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.log.artifact.ArtifactStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of jobs that have ended, of which only a part is kept in memory. Blocks. */
final class StoredFiles {

  /** The longest wait for the next part of a file. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Jobs jobs;

  StoredFiles(Jobs jobs) {
    this.jobs = jobs;
  }

  static List<Artifact> all(Outputs outputs) {
    return Stream.concat(
            Stream.of(outputs.report(), outputs.patch(), outputs.log()).filter(Objects::nonNull),
            outputs.artifacts().stream())
        .toList();
  }

  /** By its own name, or without the folder that artifacts lie in. */
  static Optional<Artifact> named(JobView view, String name) {
    List<Artifact> all = all(view.result().outputs());
    return all.stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .or(
            () ->
                all.stream().filter(file -> file.name().equals(Artifact.FILES + name)).findFirst());
  }

  /**
   * A part of the file. The whole of it is verified first.
   *
   * @throws IOException if it is past retention, does not match, or no broker answers
   */
  FilePart read(JobView view, Artifact file, long from, int most) throws IOException {
    FilePart.Window window = new FilePart.Window(from, most);
    new ArtifactStore(jobs.kafka(), null).read(view.job(), file, window, PATIENCE);
    return window.part(file.bytes());
  }
}
