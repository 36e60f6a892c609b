package dev.handoff.gateway.http;

import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.problem.ProblemException;
import dev.handoff.gateway.submit.HttpBrief;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.producer.IdempotencyKey;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/** New jobs: of a brief, or of one that has ended. */
final class SubmitRoutes {

  private final Backend backend;
  private final Write write;
  private final BriefReader reader = new BriefReader();

  SubmitRoutes(Backend backend, Write write) {
    this.backend = backend;
    this.write = write;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/jobs", TokenRole.SUBMITTER, (exchange, path) -> submit(exchange)),
        new Route("POST", "/v1/jobs/{job}/retry", TokenRole.SUBMITTER, this::retry));
  }

  private void submit(Exchange exchange) {
    write.producer(exchange.token());
    Write.requireRate(exchange.token(), backend.limits());
    Content.Source.asByteArrayAsync(
        exchange.request(),
        RequestGuard.MAX_BODY,
        Promise.Invocable.from(
            InvocationType.NON_BLOCKING,
            bytes -> blocking(exchange, () -> submit(exchange, bytes)),
            failure -> exchange.problem(new Problem(413, "a body must be at most 2 MiB"))));
  }

  /** Reading a brief takes time, and a new id may wait for a broker. */
  private void blocking(Exchange exchange, Runnable task) {
    try {
      backend
          .blocking()
          .execute(
              () -> {
                try {
                  task.run();
                } catch (RuntimeException e) {
                  exchange.fail(e);
                }
              });
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }

  private void submit(Exchange exchange, byte[] body) {
    Brief brief = reader.read(body);
    Write.requireLane(exchange.token(), brief.lane());
    List<BriefError> errors = HttpBrief.errors(brief);
    if (!errors.isEmpty()) {
      throw new ProblemException(
          Problem.ofBrief(
              422, "the brief cannot be submitted over HTTP, and nothing was submitted", errors));
    }
    write.requirePermitted(brief);
    IdempotencyKey key = key(exchange.header("Idempotency-Key"), brief);
    SubmitOptions options = new SubmitOptions(null, key, null).withTrace(exchange.trace());
    publish(exchange, HttpBrief.toSubmit(brief), options);
  }

  private static @Nullable IdempotencyKey key(@Nullable String header, Brief brief) {
    try {
      return header == null ? null : new IdempotencyKey(header, brief);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(new Problem(400, "Idempotency-Key: " + e.getMessage()));
    }
  }

  private void publish(Exchange exchange, Brief brief, SubmitOptions options) {
    JobProducer producer = write.producer(exchange.token());
    producer
        .submit(producer.newId(), brief, write.options(exchange.token(), options))
        .whenCompleteAsync(
            (job, failure) -> {
              if (failure == null) {
                exchange.response().getHeaders().put("Location", "/v1/jobs/" + job);
                exchange.json(202, "{\"job\":\"" + job + "\"}");
              } else {
                exchange.fail(failure);
              }
            },
            backend.prompt());
  }

  private void retry(Exchange exchange, Map<String, String> path) {
    JobId job = JobRoutes.idOf(path);
    write.producer(exchange.token());
    Write.requireRate(exchange.token(), backend.limits());
    JobRoutes.look(backend, job)
        .whenComplete(
            (view, failure) -> {
              if (failure == null) {
                blocking(exchange, () -> retry(exchange, view));
              } else {
                exchange.fail(failure);
              }
            });
  }

  private void retry(Exchange exchange, JobView view) {
    Submitted submitted = view.state().submitted();
    if (!view.status().isTerminal()) {
      throw new ProblemException(
          new Problem(409, view.job() + " has not ended: wait for it, or cancel it first"));
    }
    if (submitted == null) {
      throw new ProblemException(
          new Problem(410, "the brief of " + view.job() + " is not on the log any more"));
    }
    Brief brief = submitted.brief();
    Token token = exchange.token();
    Write.requireLane(token, brief.lane());
    if (HttpBrief.hasSentSources(brief)) {
      throw new ProblemException(
          new Problem(
              422,
              "files were sent along with %s, which only the command can send again: handoff retry %s"
                  .formatted(view.job(), view.job())));
    }
    write.requirePermitted(brief);
    publish(exchange, brief, new SubmitOptions(null, null, view.job()).withTrace(exchange.trace()));
  }
}
