package dev.handoff.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.json.Json;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.lease.RunningAttempts;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.WorkerLog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an attempt by a Java handler, on the slot's own thread. */
public final class HandlerRun implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HandlerRun.class);

  /** Longest message of a failed handler, in characters: it must fit into an event. */
  private static final int MAX_MESSAGE = 4000;

  private final WorkerLog log;
  private final Map<String, JobHandler> handlers;
  private final RunningAttempts running;
  private final HandlerLimits limits = new HandlerLimits();

  public HandlerRun(WorkerLog log, Map<String, JobHandler> handlers, RunningAttempts running) {
    this.log = log;
    this.handlers = handlers;
    this.running = running;
  }

  /** Whether a handler runs the claim that may run twice at once. */
  public boolean isRepeatable(Claim claim) {
    if (!(claim.lane().brief().run() instanceof RunHandler run)) {
      return false;
    }
    JobHandler handler = handlers.get(run.handler());
    return handler != null && handler.isRepeatable();
  }

  /**
   * @param onLog is done when the claim is on the log
   * @param onTimeOut is called at once, since a handler may ignore the interrupt and never return
   */
  public AttemptOutcome run(
      Claim claim, RunHandler run, Future<?> onLog, Consumer<AttemptOutcome.Failed> onTimeOut) {
    JobHandler handler = handlers.get(run.handler());
    if (handler == null) {
      return unavailable(run);
    }
    AtomicReference<AttemptOutcome> end = new AtomicReference<>();
    Thread thread = Thread.currentThread();
    running.began(
        claim,
        onLog,
        why -> interrupt(end, new AttemptOutcome.Stopped(why, JobResult.NONE), thread));
    Duration limit = claim.lane().brief().limits().timeout();
    HandlerLimits.Limit timer =
        limits.start(
            limit,
            () -> {
              interrupt(end, timedOut(limit), thread);
              if (!(end.get() instanceof AttemptOutcome.Completed)) {
                // Also after a stop: the handler may have ignored that too.
                onTimeOut.accept(timedOut(limit));
              }
            });
    AttemptOutcome own = call(claim, handler, run);
    timer.cancel();
    running.ended(claim);
    synchronized (end) {
      AttemptOutcome first = end.compareAndExchange(null, own);
      Thread.interrupted(); // an interrupt that came too late for the handler
      return first == null ? own : first;
    }
  }

  /**
   * Sets the outcome if it is the first, and interrupts the handler. Shares a lock with the
   * handler's own end: a later interrupt would hit the publishing of the outcome, or the thread's
   * next attempt.
   */
  private static void interrupt(
      AtomicReference<AttemptOutcome> end, AttemptOutcome outcome, Thread thread) {
    synchronized (end) {
      if (end.compareAndSet(null, outcome)) {
        thread.interrupt();
      }
    }
  }

  private AttemptOutcome call(Claim claim, JobHandler handler, RunHandler run) {
    try {
      JsonNode value = handler.handle(new Context(claim, run.with()));
      // What is no JSON yet, such as a bean, is written now: the worker has to look through it.
      return new AttemptOutcome.Completed(
          value == null ? JobResult.NONE : JobResult.of(Json.tolerant().tree(value)));
    } catch (Exception | Error e) {
      // Errors too: without an outcome the job would start again as if the worker had died. A stop
      // has set its outcome already; an interrupt of the handler's own counts as its failure.
      LOG.info("{} attempt {}: handler {} failed", claim.job(), claim.attempt(), run.handler(), e);
      String message = "handler " + run.handler() + " failed: " + e;
      return new AttemptOutcome.Failed(
          Reason.RUN_FAILED,
          message.substring(0, Math.min(MAX_MESSAGE, message.length())),
          JobResult.NONE);
    }
  }

  private AttemptOutcome unavailable(RunHandler run) {
    String message =
        "worker %s has no handler %s; it has: %s"
            .formatted(log.workerId(), run.handler(), handlers.keySet().stream().sorted().toList());
    return new AttemptOutcome.Failed(Reason.AGENT_UNAVAILABLE, message, JobResult.NONE);
  }

  private static AttemptOutcome.Failed timedOut(Duration limit) {
    boolean isWhole = limit.toMillisPart() == 0;
    String shown = isWhole ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    String message = "the handler ran longer than its limit of " + shown;
    return new AttemptOutcome.Failed(Reason.TIMED_OUT, message, JobResult.NONE);
  }

  @Override
  public void close() {
    limits.close();
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
    public void progress(@Nullable Integer percent, String message) {
      log.append(
          claim,
          new Progressed(log.now(), claim.attempt(), claim.lease(), "run", message, percent));
    }
  }
}
