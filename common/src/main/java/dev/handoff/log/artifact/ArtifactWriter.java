package dev.handoff.log.artifact;

import dev.handoff.file.Sha256;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.RecordWriter;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file to the artifacts topic. Sends each part at once, so that readers can follow the
 * file. Used by one thread at a time.
 */
public final class ArtifactWriter {

  private static final int MAX_CHUNK_BYTES = 256 * 1024;

  private final RecordWriter writer;
  private final ChunkCodec.Place place;
  private final MessageDigest digest = Sha256.digest();

  private @Nullable CompletableFuture<Long> first;
  private CompletableFuture<?> all = CompletableFuture.completedFuture(null);
  private long bytes;

  ArtifactWriter(RecordWriter writer, ChunkCodec.Place place) {
    this.writer = writer;
    this.place = place;
  }

  public void write(byte[] buffer, int offset, int length) {
    for (int done = 0; done < length; done += MAX_CHUNK_BYTES) {
      int from = offset + done;
      int to = offset + Math.min(length, done + MAX_CHUNK_BYTES);
      append(Arrays.copyOfRange(buffer, from, to));
    }
  }

  /** The offset of the file's first chunk. */
  private CompletableFuture<Long> append(byte[] chunk) {
    digest.update(chunk);
    bytes += chunk.length;
    CompletableFuture<Long> appended = writer.append(ChunkCodec.encode(place, chunk));
    first = first == null ? appended : first;
    all =
        all.isDone() && !all.isCompletedExceptionally()
            ? appended
            : all.thenCombine(appended, (a, b) -> b);
    return first;
  }

  /**
   * The whole file, once every chunk is on all in-sync replicas.
   *
   * @throws IOException if a chunk was not acknowledged: the file is not complete and must not be
   *     named in a result
   */
  public Artifact close() throws IOException {
    // An empty file needs an offset too.
    CompletableFuture<Long> begin = first == null ? append(new byte[0]) : first;
    try {
      all.join();
      return new Artifact(
          place.name(), bytes, HexFormat.of().formatHex(digest.digest()), begin.join());
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          place.name() + " of " + place.job() + " could not be stored: " + cause.getMessage(),
          cause);
    }
  }
}
