package dev.handoff.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an attempt by a Java handler, on the slot's own thread. */
final class HandlerRun implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HandlerRun.class);

  private final WorkerLog log;
  private final Map<String, JobHandler> handlers;
  private final ScheduledThreadPoolExecutor timers;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  HandlerRun(WorkerLog log, Map<String, JobHandler> handlers) {
    this.log = log;
    this.handlers = handlers;
    this.timers = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "handler-limits"));
    this.timers.setRemoveOnCancelPolicy(true); // else each finished job would leave one for hours
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
    AtomicReference<JobEvent> end = new AtomicReference<>();
    Thread thread = Thread.currentThread();
    running.add(thread);
    Duration limit = claim.lane().brief().limits().timeout();
    Future<?> timer =
        timers.schedule(
            () -> timeOut(claim, limit, end, thread), limit.toMillis(), TimeUnit.MILLISECONDS);
    JobEvent ownEnd = call(claim, handler, run);
    end.compareAndSet(null, ownEnd);
    timer.cancel(false);
    running.remove(thread);
    Thread.interrupted(); // meant for the handler, and too late for it
    sayEnd(claim, end.get());
  }

  /** A handler may ignore the interrupt; whoever waits for the job is told all the same. */
  private void timeOut(Claim claim, Duration limit, AtomicReference<JobEvent> end, Thread thread) {
    JobEvent timedOut = timedOut(claim, limit);
    if (end.compareAndSet(null, timedOut)) {
      LOG.warn("{} attempt {}: its handler is over its time limit", claim.job(), claim.attempt());
      thread.interrupt();
      log.append(claim, timedOut);
    }
  }

  private void sayEnd(Claim claim, JobEvent end) throws InterruptedException {
    if (end instanceof AttemptEnded ended) {
      log.giveBack(claim, ended);
    } else {
      log.appendUntilAcknowledged(claim, end);
    }
  }

  private JobEvent call(Claim claim, JobHandler handler, RunHandler run) {
    try {
      JsonNode value = handler.handle(new Context(claim, run.with()));
      return new Completed(log.now(), claim.attempt(), claim.lease(), JobResult.of(value));
    } catch (InterruptedException e) {
      return log.workerStopping(claim);
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
            .formatted(
                log.workerId(), run.handler(), handlers.keySet().stream().sorted().toList()));
  }

  private Failed timedOut(Claim claim, Duration limit) {
    return failed(
        claim,
        Reason.TIMED_OUT,
        "the handler ran longer than its limit of " + limit.toSeconds() + " s");
  }

  private Failed failed(Claim claim, Reason reason, String message) {
    return new Failed(log.now(), claim.attempt(), claim.lease(), reason, message, JobResult.NONE);
  }

  /** Interrupts every handler that runs; its job is given back. */
  void stopAll() {
    running.forEach(Thread::interrupt);
  }

  @Override
  public void close() {
    timers.shutdownNow();
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
