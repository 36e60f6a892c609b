package dev.handoff.gateway.http;

import dev.handoff.awaiter.JobView;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.log.artifact.ArtifactStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;

/** What a job left: verified before the first byte is sent, and never shown by a browser. */
final class FileRoutes {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BYTES = "application/octet-stream";

  private final Backend backend;

  FileRoutes(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/v1/jobs/{job}/files/{name*}", TokenRole.WATCHER, this::file));
  }

  private void file(Exchange exchange, Map<String, String> path) {
    JobId job = JobRoutes.idOf(path);
    String name = String.valueOf(path.get("name"));
    JobRoutes.look(backend, job)
        .whenCompleteAsync(
            (view, failure) -> {
              if (failure == null) {
                send(exchange, view, name);
              } else {
                exchange.fail(failure);
              }
            },
            backend.blocking());
  }

  private void send(Exchange exchange, JobView view, String name) {
    Optional<Artifact> artifact =
        artifacts(view.result().outputs()).filter(one -> one.name().equals(name)).findFirst();
    if (artifact.isEmpty()) {
      exchange.problem(
          new Problem(
              404,
              view.status().isTerminal()
                  ? view.job() + " left no such file; outputs of the job names those that it left"
                  : view.job() + " has not ended, so it has left no files yet"));
      return;
    }
    try {
      Path file = backend.files().create();
      HttpFields.Mutable headers = exchange.response().getHeaders();
      headers.put("Content-Disposition", disposition(name));
      headers.put("ETag", "\"" + artifact.get().sha256() + "\"");
      new SentFile(backend.files(), file)
          .fillAndSend(exchange, BYTES, () -> read(view.job(), artifact.get(), file));
    } catch (IOException | RuntimeException e) {
      exchange.fail(e);
    }
  }

  private void read(JobId job, Artifact artifact, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      new ArtifactStore(backend.kafka(), null).read(job, artifact, out, PATIENCE);
    }
  }

  private static Stream<Artifact> artifacts(Outputs outputs) {
    return Stream.concat(
        Stream.of(
                Optional.ofNullable(outputs.patch()),
                Optional.ofNullable(outputs.report()),
                Optional.ofNullable(outputs.log()))
            .flatMap(Optional::stream),
        outputs.artifacts().stream());
  }

  /** Saved under its last name, whatever characters that has. */
  static String disposition(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    StringBuilder encoded = new StringBuilder();
    for (byte one : last.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain =
          one >= 'a' && one <= 'z'
              || one >= 'A' && one <= 'Z'
              || one >= '0' && one <= '9'
              || one == '.'
              || one == '-'
              || one == '_';
      encoded.append(isPlain ? String.valueOf((char) one) : "%%%02X".formatted(one & 0xff));
    }
    return "attachment; filename*=UTF-8''" + encoded;
  }
}
