package dev.handoff.gateway.stream;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobListener;
import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobId;
import dev.handoff.log.status.RecordedEvent;
import java.util.concurrent.CompletableFuture;

/**
 * The events of one job as they come, each once, from any offset on. The log is what is repeated
 * from: a client that comes back to another gateway gets what it has missed.
 */
public final class EventStream {

  /** Bytes that a slow reader may leave waiting; then it is cut off, and comes back. */
  private static final long MAX_WAITING = 16 << 20;

  private final Awaiter awaiter;
  private final JobId job;
  private final Streams streams;
  private final TextQueue queue = new TextQueue();

  // Guarded by this.
  private long last;

  /**
   * @param after the offset of the last event that the client has; -1: it has none
   */
  public EventStream(Awaiter awaiter, JobId job, Streams streams, long after) {
    this.awaiter = awaiter;
    this.job = job;
    this.streams = streams;
    this.last = after;
  }

  /**
   * Takes what is on the log now. Completes with the job; fails if there is none, or the log cannot
   * be read.
   */
  public CompletableFuture<JobView> begin() {
    queue.add(Sse.RETRY);
    return awaiter.history(job, listener(() -> {}));
  }

  /**
   * Sends what was taken, and what comes.
   *
   * @param begun what {@link #begin} gave
   * @param onOver called once, when nothing more is sent
   */
  public void run(JobView begun, Outlet outlet, Runnable onOver) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Pump pump =
        streams.open(
            queue,
            outlet,
            () -> {
              queue.clear();
              ended.cancel(false);
              onOver.run();
            });
    pump.wake();
    if (begun.status().isTerminal()) {
      finish(pump);
      return;
    }
    CompletableFuture<JobView> wait = awaiter.follow(job, listener(pump::wake));
    ended.whenComplete((nothing, over) -> wait.cancel(false));
    wait.whenCompleteAsync((view, failure) -> takeRest(pump, failure), streams.executor());
  }

  /** A fast worker's end can stand before the submission of its job. */
  private void takeRest(Pump pump, Throwable failure) {
    if (failure != null) {
      finish(pump);
      return;
    }
    awaiter.history(job, listener(pump::wake)).whenComplete((view, unread) -> finish(pump));
  }

  private void finish(Pump pump) {
    queue.close();
    pump.wake();
  }

  private JobListener listener(Runnable onAdded) {
    return (event, after, counted) -> {
      if (add(event, counted)) {
        onAdded.run();
      }
    };
  }

  private synchronized boolean add(RecordedEvent event, boolean counted) {
    if (event.offset() <= last) {
      return false;
    }
    last = event.offset();
    queue.add(streams.texts().of(event, counted));
    if (queue.size() > MAX_WAITING) {
      queue.close();
    }
    return true;
  }
}
