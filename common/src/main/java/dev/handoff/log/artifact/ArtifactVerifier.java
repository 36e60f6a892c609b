package dev.handoff.log.artifact;

import dev.handoff.file.Sha256;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Joins the chunks of one file and verifies its size and digest. */
final class ArtifactVerifier {

  private final JobId job;
  private final Artifact artifact;
  private final OutputStream out;
  private final MessageDigest digest = Sha256.digest();

  // From the first chunk, if it names one.
  private @Nullable String lease;
  private boolean isBegun;
  private long bytes;

  ArtifactVerifier(JobId job, Artifact artifact, OutputStream out) {
    this.job = job;
    this.artifact = artifact;
    this.out = out;
  }

  /** Whether the record was the next chunk. All chunks have the lease of the first one. */
  boolean accept(ConsumerRecord<String, byte[]> record) throws IOException {
    if (!ChunkCodec.isOf(job, artifact.name(), record) || isComplete()) {
      return false;
    }
    if (!isBegun) {
      isBegun = true;
      lease = ChunkCodec.lease(record);
    } else if (!Objects.equals(lease, ChunkCodec.lease(record))) {
      return false;
    }
    digest.update(record.value());
    bytes += record.value().length;
    out.write(record.value());
    return true;
  }

  boolean isComplete() {
    return isBegun && bytes >= artifact.bytes();
  }

  void verify() throws IOException {
    String found = HexFormat.of().formatHex(digest.digest());
    if (bytes != artifact.bytes() || !found.equals(artifact.sha256())) {
      throw new IOException(
          "%s of %s is damaged: %d bytes with SHA-256 %s, the result names %d with %s"
              .formatted(artifact.name(), job, bytes, found, artifact.bytes(), artifact.sha256()));
    }
  }

  String describeMissing() {
    return "could not read %s of %s: only %d of %d bytes came in time"
        .formatted(artifact.name(), job, bytes, artifact.bytes());
  }
}
