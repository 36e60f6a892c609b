package dev.handoff.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an attempt by a Java handler, on the slot's own thread. */
final class HandlerRun {

  private static final Logger LOG = LoggerFactory.getLogger(HandlerRun.class);

  private final WorkerLog log;
  private final Map<String, JobHandler> handlers;

  HandlerRun(WorkerLog log, Map<String, JobHandler> handlers) {
    this.log = log;
    this.handlers = handlers;
  }

  boolean isRepeatable(RunHandler run) {
    JobHandler handler = handlers.get(run.handler());
    return handler != null && handler.isRepeatable();
  }

  void run(Claim claim, RunHandler run) throws InterruptedException {
    JobHandler handler = handlers.get(run.handler());
    if (handler == null) {
      log.appendUntilAcknowledged(claim, unavailable(claim, run));
      return;
    }
    CompletableFuture<JobEvent> end = new CompletableFuture<>();
    Thread thread = Thread.currentThread();
    Duration limit = claim.lane().brief().limits().timeout();
    CompletableFuture<Void> timer =
        CompletableFuture.runAsync(
            () -> {
              if (end.complete(timedOut(claim, limit))) {
                thread.interrupt();
              }
            },
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    end.complete(call(claim, handler, run));
    timer.cancel(false);
    boolean isStopping = Thread.interrupted() && !(end.join() instanceof Failed);
    log.appendUntilAcknowledged(claim, end.join());
    if (isStopping) {
      Thread.currentThread().interrupt();
    }
  }

  private JobEvent call(Claim claim, JobHandler handler, RunHandler run) {
    try {
      JsonNode value = handler.handle(new Context(claim, run.with()));
      return new Completed(log.now(), claim.attempt(), claim.lease(), JobResult.of(value));
    } catch (Exception e) {
      LOG.info("{} attempt {}: handler {} failed", claim.job(), claim.attempt(), run.handler(), e);
      return failed(claim, Reason.RUN_FAILED, "handler " + run.handler() + " failed: " + e);
    }
  }

  private Failed unavailable(Claim claim, RunHandler run) {
    return failed(
        claim,
        Reason.AGENT_UNAVAILABLE,
        "worker %s has no handler %s; it has: %s"
            .formatted(log.workerId(), run.handler(), handlers.keySet().stream().sorted().toList()));
  }

  private Failed timedOut(Claim claim, Duration limit) {
    return failed(
        claim, Reason.TIMED_OUT, "the handler ran longer than its limit of " + limit.toSeconds() + " s");
  }

  private Failed failed(Claim claim, Reason reason, String message) {
    return new Failed(
        log.now(), claim.attempt(), claim.lease(), reason, message, JobResult.NONE);
  }

  private final class Context implements HandlerContext {

    private final Claim claim;
    private final JsonNode input;

    Context(Claim claim, JsonNode input) {
      this.claim = claim;
      this.input = input;
    }

    @Override
    public JobId job() {
      return claim.job();
    }

    @Override
    public int attempt() {
      return claim.attempt();
    }

    @Override
    public JsonNode input() {
      return input;
    }

    @Override
    public void progress(Integer percent, String message) {
      log.append(
          claim,
          new Progressed(log.now(), claim.attempt(), claim.lease(), "run", message, percent));
    }
  }
}
