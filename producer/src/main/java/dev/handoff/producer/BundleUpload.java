package dev.handoff.producer;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Sources;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.ArtifactStore;
import dev.handoff.log.ArtifactWriter;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Sends a job's git bundle before its brief, which then says where it is. Thread-safe. */
final class BundleUpload {

  /** From the last chunk's sending to its answer: a home's uplink may take minutes for the rest. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final KafkaSettings settings;

  BundleUpload(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * The brief to send, once the bundle is on all in-sync replicas. Until the brief follows, nothing
   * names the bundle, and retention removes it.
   */
  CompletableFuture<Brief> before(Brief brief, JobId job, Path file) {
    // Not on a thread that others wait for: it may take minutes.
    return CompletableFuture.supplyAsync(() -> naming(brief, store(job, file)));
  }

  private static Brief naming(Brief brief, Artifact stored) {
    Sources known = brief.scope().sources();
    Sources sources = known == null ? new Sources(List.of(), null, null) : known;
    return brief.withSources(
        sources.with(new Sources.Bundle(stored.bytes(), stored.sha256(), stored.offset())));
  }

  private Artifact store(JobId job, Path file) {
    // With a key the same job may be sent twice, at once: a lease of its own tells the chunks
    // apart.
    String lease = "submit-" + UUID.randomUUID();
    // A writer of its own: a brief or an event must not queue behind the bundle.
    try (InputStream in = Files.newInputStream(file);
        RecordWriter records = new RecordWriter(settings, PATIENCE)) {
      ArtifactWriter writer =
          new ArtifactStore(settings, records).open(job, 0, lease, Sources.BUNDLE);
      if (Files.size(file) > Sources.MAX_BUNDLE_BYTES) {
        throw new IOException(
            "bundle must be at most %d bytes, got: %d"
                .formatted(Sources.MAX_BUNDLE_BYTES, Files.size(file)));
      }
      byte[] block = new byte[256 * 1024];
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        writer.write(block, 0, length);
      }
      return writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
