package dev.handoff.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobExit;
import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.problem.ProblemException;
import dev.handoff.gateway.problem.Problems;
import dev.handoff.gateway.roll.Filter;
import dev.handoff.gateway.roll.FilterReader;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.producer.JobProducer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Cancels one job, or all that a filter means, if they still are as many as the client thinks. */
final class CancelRoutes {

  private static final String WHY = "why";
  private static final String EXPECT = "expect";
  private static final int MAX_JOBS = 1000;

  private final Backend backend;
  private final Write write;
  private final InstantSource clock;

  CancelRoutes(Backend backend, Write write, InstantSource clock) {
    this.backend = backend;
    this.write = write;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/jobs/{job}/cancel", TokenRole.SUBMITTER, this::one),
        new Route(
            "POST", "/v1/jobs:cancel", TokenRole.SUBMITTER, (exchange, path) -> all(exchange)));
  }

  private void one(Exchange exchange, Map<String, String> path) {
    JobId job = JobRoutes.idOf(path);
    String why = only(exchange, Set.of(WHY)).one(WHY);
    JobProducer producer = write.producer(exchange.token());
    JobRoutes.look(backend, job)
        .thenComposeAsync(
            view -> {
              requireOwnLane(exchange.token(), view.state().submitted());
              return view.status().isTerminal()
                  ? CompletableFuture.completedFuture(view)
                  : producer
                      .cancel(job, why)
                      .thenCompose(requested -> JobRoutes.look(backend, job));
            },
            backend.prompt())
        .whenCompleteAsync(
            (view, failure) -> {
              if (failure == null) {
                answer(exchange, view);
              } else {
                exchange.fail(failure);
              }
            },
            backend.prompt());
  }

  private static void answer(Exchange exchange, JobView view) {
    boolean hasEnded = view.status().isTerminal();
    if (hasEnded) {
      exchange
          .response()
          .getHeaders()
          .put("Handoff-Exit", String.valueOf(JobExit.of(view.state())));
    }
    exchange.json(hasEnded ? 200 : 202, JobJson.text(view, false, QueuePosition.UNKNOWN));
  }

  private static void requireOwnLane(Token token, @Nullable Submitted submitted) {
    if (submitted != null) {
      Write.requireLane(token, submitted.lane());
    }
  }

  /** The parameters of a query that may each stand once. */
  private record Parameters(Map<String, List<String>> values) {

    @Nullable String one(String name) {
      try {
        return FilterReader.one(values, name);
      } catch (IllegalArgumentException e) {
        throw new ProblemException(new Problem(400, String.valueOf(e.getMessage())));
      }
    }
  }

  private static Parameters only(Exchange exchange, Set<String> names) {
    Map<String, List<String>> values = exchange.query().toMultiMap();
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw new ProblemException(new Problem(400, "there is no parameter " + name));
      }
    }
    return new Parameters(values);
  }

  private void all(Exchange exchange) {
    JobProducer producer = write.producer(exchange.token());
    ListRoutes.requireRoll(backend);
    Set<String> names = new HashSet<>(FilterReader.NAMES);
    names.addAll(Set.of(EXPECT, WHY));
    Parameters parameters = only(exchange, names);
    Filter filter = ListRoutes.filter(exchange, Set.of(EXPECT, WHY), clock.instant());
    if (filter.equals(Filter.ALL)) {
      throw new ProblemException(
          new Problem(400, "a filter must be given, so that not all jobs are cancelled"));
    }
    int expected = expected(parameters.one(EXPECT));
    List<JobSummary> live =
        backend.roll().jobs(filter).stream()
            .filter(job -> !job.state().status().isTerminal())
            .toList();
    if (live.size() != expected) {
      throw new ProblemException(
          new Problem(
              409,
              "the filter means %d live jobs now, not %d: nothing was cancelled"
                  .formatted(live.size(), expected)));
    }
    live.forEach(job -> requireOwnLane(exchange.token(), job.state().submitted()));
    cancel(exchange, producer, live, parameters.one(WHY));
  }

  private static int expected(@Nullable String text) {
    if (text == null || !text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MAX_JOBS) {
      throw new ProblemException(
          new Problem(
              400, "expect must be how many live jobs the filter means, 0 to 1000, got: " + text));
    }
    return Integer.parseInt(text);
  }

  private void cancel(
      Exchange exchange, JobProducer producer, List<JobSummary> jobs, @Nullable String why) {
    Map<JobId, CompletableFuture<Void>> requests = new LinkedHashMap<>();
    jobs.forEach(job -> requests.put(job.job(), producer.cancel(job.job(), why)));
    CompletableFuture.allOf(requests.values().toArray(CompletableFuture[]::new))
        .whenCompleteAsync(
            (done, failure) -> {
              if (failure != null && isForbidden(failure, requests.values())) {
                exchange.fail(failure);
              } else {
                answerAll(exchange, requests);
              }
            },
            backend.prompt());
  }

  /** True if the broker has refused all of them for want of a right, as it would any other. */
  private static boolean isForbidden(
      Throwable failure, Collection<CompletableFuture<Void>> requests) {
    return Problems.of(failure).status() == HttpStatus.FORBIDDEN_403
        && requests.stream().allMatch(CompletableFuture::isCompletedExceptionally);
  }

  private static void answerAll(Exchange exchange, Map<JobId, CompletableFuture<Void>> requests) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode requested = json.putArray("requested");
    List<String> failed = new ArrayList<>();
    requests.forEach(
        (job, request) -> {
          if (request.isCompletedExceptionally()) {
            failed.add(job.text());
          } else {
            requested.add(job.text());
          }
        });
    ArrayNode failures = json.putArray("failed");
    failed.forEach(failures::add);
    exchange.json(202, json.toString());
  }
}
