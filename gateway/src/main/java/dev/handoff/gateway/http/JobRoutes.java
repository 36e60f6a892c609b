package dev.handoff.gateway.http;

import dev.handoff.awaiter.JobExit;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.problem.ProblemException;
import dev.handoff.gateway.problem.Problems;
import dev.handoff.job.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** One job as it is now, or as it has ended: pushed, never polled, and no thread waits. */
final class JobRoutes {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Brokers that work answer within a second, on a busy host within a few. */
  private static final Duration LEAST_SILENCE = Duration.ofSeconds(5);

  private final Backend backend;

  JobRoutes(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/v1/jobs/{job}", TokenRole.WATCHER, this::job));
  }

  /**
   * @throws ProblemException if the path names no job
   */
  static JobId idOf(Map<String, String> path) {
    try {
      return new JobId(String.valueOf(path.get("job")));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(new Problem(404, String.valueOf(e.getMessage())));
    }
  }

  /** The job as it is now; fails if no broker answers in time. */
  static CompletableFuture<JobView> look(Backend backend, JobId job) {
    CompletableFuture<JobView> asked = backend.awaiter().status(job);
    return asked
        .copy()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .whenComplete((view, failure) -> asked.cancel(false));
  }

  private void job(Exchange exchange, Map<String, String> path) {
    JobId job = idOf(path);
    Optional<Duration> wait = Prefer.wait(exchange.header("Prefer"));
    if (wait.isEmpty()) {
      now(exchange, job);
    } else {
      exchange.response().getHeaders().put("Preference-Applied", "wait=" + wait.get().toSeconds());
      await(exchange, job, wait.get());
    }
  }

  private void now(Exchange exchange, JobId job) {
    look(backend, job)
        .whenCompleteAsync(
            (view, failure) -> {
              if (failure == null) {
                answer(exchange, view, false);
              } else {
                exchange.fail(failure);
              }
            },
            backend.prompt());
  }

  private void await(Exchange exchange, JobId job, Duration time) {
    AtomicReference<@Nullable JobView> last = new AtomicReference<>();
    CompletableFuture<JobView> wait = backend.awaiter().await(job, last::set);
    ScheduledFuture<?> timeout =
        backend
            .clock()
            .schedule(
                () -> backend.prompt().execute(() -> timedOut(exchange, job, last.get())),
                time.toMillis(),
                TimeUnit.MILLISECONDS);
    wait.whenCompleteAsync(
        (view, failure) -> {
          timeout.cancel(false);
          if (failure == null) {
            answer(exchange, view, false);
          } else if (!(Problems.causeOf(failure) instanceof CancellationException)) {
            exchange.fail(failure);
          } else if (!exchange.isAnswered()) {
            timedOut(exchange, job, last.get()); // the gateway stops; another answers
          }
        },
        backend.prompt());
    exchange.request().addIdleTimeoutListener(idle -> false); // the wait has an end of its own
    Request.addCompletionListener(exchange.request(), failure -> wait.cancel(false));
  }

  private void timedOut(Exchange exchange, JobId job, @Nullable JobView last) {
    if (last != null) {
      answer(exchange, last, true);
    } else {
      now(exchange, job); // of the wait alone nothing is known yet
    }
  }

  private void answer(Exchange exchange, JobView view, boolean hasTimedOut) {
    boolean hasEnded = view.status().isTerminal();
    if (hasEnded) {
      exchange
          .response()
          .getHeaders()
          .put("Handoff-Exit", String.valueOf(JobExit.of(view.state())));
    }
    Duration silence = backend.awaiter().silence();
    Optional<Duration> unanswered =
        hasTimedOut && silence.compareTo(LEAST_SILENCE) >= 0
            ? Optional.of(silence)
            : Optional.empty();
    exchange.json(
        hasEnded ? 200 : 202,
        JobJson.text(
            view, hasTimedOut && !hasEnded, backend.roll().queuePosition(view), unanswered));
  }
}
