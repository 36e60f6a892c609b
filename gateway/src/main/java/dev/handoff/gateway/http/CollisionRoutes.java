package dev.handoff.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.json.SummaryJson;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.roll.Collisions;
import dev.handoff.gateway.roll.Collisions.Collision;
import dev.handoff.job.InvisibleText;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who else works where a job works: live jobs that may change the same files. */
final class CollisionRoutes {

  /** Of one answer; hostile globs could take minutes. */
  private static final Duration MOST = Duration.ofSeconds(2);

  private final Backend backend;

  CollisionRoutes(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/jobs/{job}/collisions", TokenRole.WATCHER, this::collisions));
  }

  private void collisions(Exchange exchange, Map<String, String> path) {
    JobId job = JobRoutes.idOf(path);
    ListRoutes.requireRoll(backend);
    if (backend.roll().job(job).isPresent()) {
      backend.blocking().execute(() -> answer(exchange, job));
      return;
    }
    JobRoutes.look(backend, job)
        .whenCompleteAsync(
            (view, failure) -> {
              if (failure != null) {
                exchange.fail(failure);
              } else if (view.status() == JobStatus.UNKNOWN) {
                exchange.problem(new Problem(404, "the log has no job " + job));
              } else {
                answer(exchange, job);
              }
            },
            backend.blocking());
  }

  private void answer(Exchange exchange, JobId job) {
    long end = System.nanoTime() + MOST.toNanos();
    Collisions collisions = backend.roll().collisions(job, () -> System.nanoTime() - end < 0);
    String list =
        collisions.found().stream()
            .map(this::json)
            .flatMap(Optional::stream)
            .collect(Collectors.joining(","));
    exchange.json(
        200, "{\"collisions\":[" + list + "],\"complete\":" + collisions.isComplete() + "}");
  }

  /** Empty: it has been dropped meanwhile. */
  private Optional<String> json(Collision collision) {
    Optional<JobSummary> other = backend.roll().job(collision.job());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", collision.path());
    String rest = InvisibleText.escapedJson(json.toString());
    return other.map(
        summary ->
            rest.substring(0, rest.length() - 1) + ",\"summary\":" + SummaryJson.of(summary) + "}");
  }
}
