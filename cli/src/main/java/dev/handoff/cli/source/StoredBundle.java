package dev.handoff.cli.source;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Sources;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.artifact.ArtifactStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Copies the git bundle and the carried files of a job for another job on the same commit, so that
 * the copies live as long as that job.
 */
public final class StoredBundle {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final JobId job;

  public StoredBundle(KafkaSettings kafka, JobId job) {
    this.kafka = kafka;
    this.job = job;
  }

  /**
   * Returns the brief with its bundle and carried files, if it has any.
   *
   * @throws CommandException with 5 if they are past retention
   * @throws IOException if they are damaged or cannot be read
   */
  public PinnedSource withBundle(Brief brief) throws IOException {
    Sources sources = brief.scope().sources();
    if (sources == null) {
      return PinnedSource.of(brief);
    }
    Path bundle = temporary(sources.bundle(), ".bundle");
    PinnedSource source = new PinnedSource(brief, bundle, temporary(sources.carried(), ".zip"));
    try {
      copy(
          Sources.BUNDLE,
          sources.bundle(),
          bundle,
          "the commit of %s was on no remote and was sent along, and %s. Submit the brief again by handoff task, or give --ref");
      copy(
          Sources.CARRIED,
          sources.carried(),
          source.carried(),
          "%s carried files of a working tree, and %s. Submit the brief again by handoff task where they are");
      return source;
    } catch (IOException | CommandException e) {
      source.close();
      throw e;
    }
  }

  private static @Nullable Path temporary(Sources.@Nullable Bundle sent, String ending)
      throws IOException {
    if (sent == null) {
      return null;
    }
    Path file = Files.createTempFile("handoff-source", ending);
    file.toFile().deleteOnExit();
    return file;
  }

  private void copy(String name, Sources.@Nullable Bundle sent, @Nullable Path file, String gone)
      throws IOException {
    if (sent == null || file == null) {
      return;
    }
    Artifact stored = new Artifact(name, sent.bytes(), sent.sha256(), sent.offset());
    try (OutputStream out = Files.newOutputStream(file)) {
      new ArtifactStore(kafka, null).read(job, stored, out, PATIENCE);
    } catch (ArtifactStore.GoneException e) {
      throw new CommandException(ExitCode.REFUSED, gone.formatted(job, e.getMessage()));
    }
  }
}
