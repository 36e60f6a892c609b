package dev.handoff.cli;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Sources;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.ArtifactStore;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The git bundle that was sent with a job, for another job on the same commit: that one gets a copy
 * of its own, which lives as long as it does.
 */
final class StoredBundle {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final JobId job;

  StoredBundle(KafkaSettings kafka, JobId job) {
    this.kafka = kafka;
    this.job = job;
  }

  /**
   * The brief with its bundle, if it has one.
   *
   * @throws CommandException with 5 if that is past retention
   * @throws IOException if it is damaged, or cannot be read
   */
  PinnedSource withBundle(Brief brief) throws IOException {
    Sources sources = brief.scope().sources();
    if (sources == null || sources.bundle() == null) {
      return PinnedSource.of(brief);
    }
    Path file = Files.createTempFile("handoff-source", ".bundle");
    file.toFile().deleteOnExit();
    PinnedSource source = new PinnedSource(brief, file);
    try {
      copy(sources.bundle(), file);
      return source;
    } catch (IOException | CommandException e) {
      source.close();
      throw e;
    }
  }

  private void copy(Sources.Bundle bundle, Path file) throws IOException {
    Artifact stored =
        new Artifact(Sources.BUNDLE, bundle.bytes(), bundle.sha256(), bundle.offset());
    try (OutputStream out = Files.newOutputStream(file)) {
      new ArtifactStore(kafka, null).read(job, stored, out, PATIENCE);
    } catch (ArtifactStore.GoneException e) {
      throw new CommandException(
          ExitCode.REFUSED,
          "the commit of %s was on no remote and was sent along, and %s. Submit the brief again by handoff task, or give --ref"
              .formatted(job, e.getMessage()));
    }
  }
}
