package dev.handoff.worker.attempt.step;

import dev.handoff.file.NoSpace;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.worker.attempt.child.Output;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes the attempt's log. The first half is sent as it comes. After that the newest output waits
 * in a file that is written as a ring, where it replaces the oldest once the limit is reached.
 */
public final class LogWriter implements Output {

  private final ArtifactSink sink;
  private final RandomAccessFile spool;
  private final long half;
  // Guarded by this: the pump and the attempt's thread take turns in writing.
  private long streamed;
  private long spooled;
  private @Nullable IOException lost;
  // Bytes that could not be spooled because the disk was full.
  private long missed;

  public LogWriter(ArtifactSink sink, Path spool, long limit) throws IOException {
    this.sink = sink;
    this.half = Math.max(1, limit / 2);
    this.spool = new RandomAccessFile(spool.toFile(), "rw");
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (lost != null) {
      return;
    }
    try {
      int direct = (int) Math.min(length, half - streamed);
      if (direct > 0) {
        sink.write(bytes, offset, direct);
        streamed += direct;
      }
      spoolOrMiss(bytes, offset + direct, length - direct);
    } catch (IOException e) {
      // The child goes on; the attempt learns of it when it closes the log.
      lost = e;
    }
  }

  /** Adds a line of the worker. */
  public void note(String text) {
    byte[] line =
        ("[handoff] " + PlainText.line(text, 1000) + "\n").getBytes(StandardCharsets.UTF_8);
    write(line, 0, line.length);
  }

  /** A log with a marked gap is better than none. */
  private void spoolOrMiss(byte[] bytes, int from, int length) throws IOException {
    try {
      if (missed > 0 && length > 0) {
        byte[] line = missed();
        spool(line, 0, line.length);
        missed = 0;
      }
      spool(bytes, from, length);
    } catch (IOException e) {
      if (!NoSpace.is(e)) {
        throw e;
      }
      missed += length;
    }
  }

  private byte[] missed() {
    return "\n[handoff] %d bytes of the log are missing here: the disk was full\n"
        .formatted(missed)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void spool(byte[] bytes, int from, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long at = spooled % half;
      int part = (int) Math.min(length - done, half - at);
      spool.seek(at);
      spool.write(bytes, from + done, part);
      spooled += part;
      done += part;
    }
  }

  /**
   * Sends the second half and completes the artifact.
   *
   * @throws IOException if part of the log could not be stored
   */
  public synchronized Artifact close() throws IOException {
    try (spool) {
      if (lost != null) {
        throw lost;
      }
      long out = spooled - half;
      if (out > 0) {
        byte[] line =
            "\n[handoff] %d bytes of the log are left out here: it is over limits.log\n"
                .formatted(out)
                .getBytes(StandardCharsets.UTF_8);
        sink.write(line, 0, line.length);
        copy(spooled % half, half);
        copy(0, spooled % half);
      } else {
        copy(0, spooled);
      }
      if (missed > 0) {
        byte[] line = missed();
        sink.write(line, 0, line.length);
      }
      return sink.close();
    }
  }

  /** Ends the artifact without another byte. */
  synchronized void abandon() {
    lost = lost == null ? new IOException("the log was given up") : lost;
    try {
      spool.close();
    } catch (IOException e) {
      // The log is dropped, so a failure does not matter.
      lost.addSuppressed(e);
    }
  }

  private void copy(long from, long to) throws IOException {
    byte[] block = new byte[16 * 1024];
    spool.seek(from);
    for (long left = to - from; left > 0; ) {
      int read = spool.read(block, 0, (int) Math.min(block.length, left));
      if (read < 0) {
        throw new IOException("the end of the log's spool file is missing");
      }
      sink.write(block, 0, read);
      left -= read;
    }
  }
}
