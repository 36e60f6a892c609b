package dev.handoff.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.json.SummaryJson;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.problem.ProblemException;
import dev.handoff.gateway.roll.Filter;
import dev.handoff.gateway.roll.FilterReader;
import dev.handoff.gateway.roll.LaneView;
import dev.handoff.gateway.roll.StreamPosition;
import dev.handoff.job.InvisibleText;
import dev.handoff.job.JobId;
import dev.handoff.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Many jobs, lanes and workers, from the roll: no broker is asked. */
final class ListRoutes {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;
  private static final Set<String> PAGE = Set.of("limit", "before");

  private final Backend backend;
  private final InstantSource clock;

  ListRoutes(Backend backend, InstantSource clock) {
    this.backend = backend;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/jobs", TokenRole.WATCHER, this::jobs),
        new Route("GET", "/v1/lanes", TokenRole.WATCHER, (exchange, path) -> lanes(exchange)),
        new Route("GET", "/v1/workers", TokenRole.WATCHER, (exchange, path) -> workers(exchange)));
  }

  /**
   * @throws ProblemException if the log has not been read yet
   */
  static void requireRoll(Backend backend) {
    if (!backend.roll().isCaughtUp()) {
      throw new ProblemException(
          Problem.retry(503, "the log has not been read to its end yet; see /readyz", 1));
    }
  }

  /**
   * The filter of a query.
   *
   * @param others parameters that the route has besides
   * @throws ProblemException if it is wrong
   */
  static Filter filter(Exchange exchange, Set<String> others, Instant now) {
    try {
      return new FilterReader(now).read(exchange.query().toMultiMap(), others);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(new Problem(400, String.valueOf(e.getMessage())));
    }
  }

  private void jobs(Exchange exchange, Map<String, String> path) {
    requireRoll(backend);
    Filter filter = filter(exchange, PAGE, clock.instant());
    int limit = limit(exchange);
    JobId before = before(exchange);
    StreamPosition position = backend.roll().position();
    List<JobSummary> all =
        backend.roll().jobs(filter).stream()
            .filter(job -> before == null || job.job().compareTo(before) < 0)
            .limit(limit + 1L)
            .toList();
    List<JobSummary> shown = all.subList(0, Math.min(limit, all.size()));
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    boolean hasMore = all.size() > limit;
    rest.put("next", hasMore ? shown.get(limit - 1).job().text() : null);
    rest.put("since", backend.roll().since().toString());
    rest.put("position", position.pack());
    String list = shown.stream().map(SummaryJson::of).collect(Collectors.joining(","));
    exchange.json(200, "{\"jobs\":[" + list + "]," + rest.toString().substring(1));
  }

  private static int limit(Exchange exchange) {
    String limit = one(exchange, "limit");
    if (limit == null) {
      return DEFAULT_LIMIT;
    }
    if (!limit.matches("[0-9]{1,4}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > MAX_LIMIT) {
      throw new ProblemException(new Problem(400, "limit must be 1 to 1000, got: " + limit));
    }
    return Integer.parseInt(limit);
  }

  private static @Nullable String one(Exchange exchange, String name) {
    try {
      return FilterReader.one(exchange.query().toMultiMap(), name);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(new Problem(400, String.valueOf(e.getMessage())));
    }
  }

  private static @Nullable JobId before(Exchange exchange) {
    String before = one(exchange, "before");
    try {
      return before == null ? null : new JobId(before);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(new Problem(400, "before: " + e.getMessage()));
    }
  }

  private void lanes(Exchange exchange) {
    requireRoll(backend);
    filterless(exchange);
    String lanes =
        backend.roll().lanes().stream().map(ListRoutes::json).collect(Collectors.joining(","));
    exchange.json(200, "{\"lanes\":[" + lanes + "]}");
  }

  private static String json(LaneView lane) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("lane", lane.lane());
    json.put("waiting", lane.waiting());
    json.put("later", lane.later());
    json.put("running", lane.running());
    json.put("workers", lane.workers());
    json.put("slots", lane.slots());
    json.put("used", lane.used());
    json.put("oldest", lane.oldest() == null ? null : lane.oldest().toString());
    return InvisibleText.escapedJson(json.toString());
  }

  private void workers(Exchange exchange) {
    requireRoll(backend);
    filterless(exchange);
    String workers =
        backend.roll().workers().stream()
            .map(worker -> InvisibleText.escapedJson(Json.tolerant().text(worker)))
            .collect(Collectors.joining(","));
    exchange.json(200, "{\"workers\":[" + workers + "]}");
  }

  private static void filterless(Exchange exchange) {
    for (String name : exchange.query().getNames()) {
      throw new ProblemException(new Problem(400, "there is no parameter " + name));
    }
  }
}
