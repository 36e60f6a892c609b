package dev.handoff.producer;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Sources;
import dev.handoff.carry.CarriedPack;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.log.artifact.ArtifactWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends a job's git bundle and carried files before its brief, which then names them. Thread-safe.
 */
final class BundleUpload {

  /** The limit from the send of the last chunk to its answer: a slow uplink may take minutes. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final KafkaSettings settings;

  BundleUpload(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * Completes with the brief to send, once the files are on all in-sync replicas. If no brief
   * follows, nothing names the files, and retention removes them.
   */
  CompletableFuture<Brief> before(
      Brief brief, JobId job, @Nullable Path bundle, @Nullable Path carried) {
    // On a thread of its own, since it may take minutes.
    return CompletableFuture.supplyAsync(
        () -> {
          Sources known = brief.scope().sources();
          Sources sources = known == null ? new Sources(List.of(), null, null) : known;
          if (bundle != null) {
            sources = sources.with(store(job, Sources.BUNDLE, bundle, Sources.MAX_BUNDLE_BYTES));
          }
          if (carried != null) {
            sources =
                sources.withCarried(
                    store(job, Sources.CARRIED, carried, CarriedPack.MAX_PACKED_BYTES));
          }
          return brief.withSources(sources);
        });
  }

  private Sources.Bundle store(JobId job, String name, Path file, long limit) {
    // With a key the same job may be sent twice at once; the lease tells the chunks apart.
    String lease = "submit-" + UUID.randomUUID();
    // A writer of its own, so that no brief or event queues behind the bundle.
    try (InputStream in = Files.newInputStream(file);
        RecordWriter records = new RecordWriter(settings, PATIENCE)) {
      ArtifactWriter writer = new ArtifactStore(settings, records).open(job, 0, lease, name);
      if (Files.size(file) > limit) {
        throw new IOException(
            "%s must be at most %d bytes, got: %d".formatted(name, limit, Files.size(file)));
      }
      byte[] block = new byte[256 * 1024];
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        writer.write(block, 0, length);
      }
      Artifact stored = writer.close();
      return new Sources.Bundle(stored.bytes(), stored.sha256(), stored.offset());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
