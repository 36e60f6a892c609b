package dev.handoff.gateway.http;

import dev.handoff.gateway.stream.LogLine;
import dev.handoff.job.JobId;
import dev.handoff.log.artifact.ArtifactChunk;
import dev.handoff.log.artifact.ArtifactScan;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a job has written so far, as JSON lines. */
final class LogFiles {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Backend backend;

  LogFiles(Backend backend) {
    this.backend = backend;
  }

  void send(Exchange exchange, JobId job, String name) {
    backend
        .blocking()
        .execute(
            () -> {
              try {
                Path file = backend.files().create();
                SentFile sent = new SentFile(backend.files(), file);
                sent.fillAndSend(exchange, Exchange.JSON_LINES, () -> write(job, name, file));
              } catch (IOException | RuntimeException e) {
                exchange.fail(e);
              }
            });
  }

  private void write(JobId job, String name, Path file) throws IOException {
    LogLine lines = new LogLine(job);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      new ArtifactScan(backend.kafka(), PATIENCE)
          .since(job, name, job.submittedAt(), chunk -> line(out, lines, chunk));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void line(BufferedWriter out, LogLine lines, ArtifactChunk chunk) {
    try {
      out.write(lines.of(chunk));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
