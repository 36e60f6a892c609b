package dev.handoff.gateway.http;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.LogFollower;
import dev.handoff.awaiter.json.EventJson;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenLimits;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.problem.ProblemException;
import dev.handoff.gateway.problem.Problems;
import dev.handoff.gateway.roll.Filter;
import dev.handoff.gateway.roll.StreamPosition;
import dev.handoff.gateway.stream.EventStream;
import dev.handoff.gateway.stream.LogStream;
import dev.handoff.gateway.stream.WatchStream;
import dev.handoff.job.JobId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Events and logs of a job, and changes of all jobs, as they come. */
final class StreamRoutes {

  /** Each has a client of Kafka of its own. */
  private static final int MAX_LOGS = 64;

  private static final int PATIENCE_SECONDS = 10;
  private static final String LAST = "Last-Event-ID";

  private final Backend backend;
  private final LogFiles logs;
  private final InstantSource clock;
  private final AtomicInteger openLogs = new AtomicInteger();

  StreamRoutes(Backend backend, LogFiles logs, InstantSource clock) {
    this.backend = backend;
    this.logs = logs;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/jobs/{job}/events", TokenRole.WATCHER, this::events),
        new Route("GET", "/v1/jobs/{job}/log", TokenRole.WATCHER, this::log),
        new Route("GET", "/v1/watch", TokenRole.WATCHER, this::watch));
  }

  private void events(Exchange exchange, Map<String, String> path) {
    JobId job = JobRoutes.idOf(path);
    if (!exchange.accepts(Exchange.EVENT_STREAM)) {
      history(exchange, job);
      return;
    }
    Long last = lastOffset(exchange);
    Runnable close = openStream(exchange);
    EventStream stream =
        new EventStream(backend.awaiter(), job, backend.streams(), last == null ? -1 : last);
    CompletableFuture<JobView> begun = stream.begin();
    begun
        .copy()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .whenCompleteAsync(
            (view, failure) -> {
              begun.cancel(false);
              if (failure != null) {
                close.run();
                exchange.fail(failure);
              } else if (exchange.take()) {
                stream.run(view, ResponseOutlet.of(exchange), close);
              }
            },
            backend.prompt());
  }

  private void history(Exchange exchange, JobId job) {
    StringBuffer lines = new StringBuffer();
    CompletableFuture<JobView> read =
        backend
            .awaiter()
            .history(
                job,
                (event, after, counted) -> lines.append(EventJson.of(event, counted)).append('\n'));
    read.copy()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .whenCompleteAsync(
            (view, failure) -> {
              read.cancel(false);
              if (failure == null) {
                exchange.text(200, Exchange.JSON_LINES, lines.toString());
              } else {
                exchange.fail(failure);
              }
            },
            backend.prompt());
  }

  private void log(Exchange exchange, Map<String, String> path) {
    JobId job = JobRoutes.idOf(path);
    boolean isPushed = exchange.accepts(Exchange.EVENT_STREAM);
    Long last = isPushed ? lastOffset(exchange) : null;
    Runnable close = isPushed ? openStream(exchange) : () -> {};
    JobRoutes.look(backend, job)
        .whenCompleteAsync(
            (view, failure) -> {
              if (failure != null) {
                close.run();
                exchange.fail(failure);
              } else if (isPushed) {
                follow(exchange, job, last, close);
              } else {
                logs.send(exchange, job, LogFollower.LOG);
              }
            },
            backend.prompt());
  }

  private void follow(Exchange exchange, JobId job, @Nullable Long last, Runnable close) {
    if (openLogs.incrementAndGet() > MAX_LOGS) {
      openLogs.decrementAndGet();
      close.run();
      exchange.problem(
          Problem.retry(503, "this gateway follows " + MAX_LOGS + " logs already", Problems.RETRY));
      return;
    }
    Runnable over =
        () -> {
          openLogs.decrementAndGet();
          close.run();
        };
    LogStream stream;
    try {
      stream =
          new LogStream(
              backend.kafka(), backend.awaiter(), job, backend.streams(), backend.blocking(), last);
    } catch (RuntimeException noClient) {
      over.run();
      exchange.fail(noClient);
      return;
    }
    if (exchange.take()) {
      stream.run(ResponseOutlet.of(exchange), over);
    }
  }

  private void watch(Exchange exchange, Map<String, String> path) {
    ListRoutes.requireRoll(backend);
    Filter filter = ListRoutes.filter(exchange, Set.of(), clock.instant());
    String last = exchange.header(LAST);
    StreamPosition from = last == null || last.isEmpty() ? null : position(last);
    Runnable close = openStream(exchange);
    if (exchange.take()) {
      new WatchStream(backend.roll(), filter, backend.streams())
          .run(from, ResponseOutlet.of(exchange), close);
    }
  }

  private static StreamPosition position(String last) {
    try {
      return StreamPosition.unpack(last);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(new Problem(400, LAST + ": " + e.getMessage()));
    }
  }

  private static @Nullable Long lastOffset(Exchange exchange) {
    String last = exchange.header(LAST);
    if (last == null || last.isEmpty()) {
      return null;
    }
    if (!last.matches("[0-9]{1,18}")) {
      throw new ProblemException(
          new Problem(400, LAST + " must be an id that this stream has sent, got: " + last));
    }
    return Long.parseLong(last);
  }

  /**
   * Counts one more stream of the token.
   *
   * @return what counts it off, once however often it is called
   */
  private Runnable openStream(Exchange exchange) {
    return openStream(exchange, backend.limits());
  }

  /**
   * @return what counts the stream off, once however often it is called
   * @throws ProblemException if the token has too many
   */
  static Runnable openStream(Exchange exchange, TokenLimits limits) {
    Token token = exchange.token();
    if (!limits.openStream(token)) {
      throw new ProblemException(
          Problem.retry(
              429,
              "a token may have " + TokenLimits.MAX_STREAMS + " streams at a time",
              Problems.RETRY));
    }
    AtomicBoolean isOpen = new AtomicBoolean(true);
    Runnable close =
        () -> {
          if (isOpen.compareAndSet(true, false)) {
            limits.closeStream(token);
          }
        };
    Request.addCompletionListener(exchange.request(), failure -> close.run());
    return close;
  }
}
