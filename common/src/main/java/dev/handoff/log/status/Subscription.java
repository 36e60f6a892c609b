package dev.handoff.log.status;

import dev.handoff.job.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Reports one job's events to one listener, in offset order and once each, although two threads
 * deliver them: the {@link StatusReader} existing events, the {@link StatusTail} new ones.
 */
public final class Subscription implements AutoCloseable {

  private final JobId job;
  private final @Nullable Long from;
  private final EventListener listener;
  private final boolean endsCaughtUp;
  private final long madeAt = System.nanoTime();

  // Guarded by this.
  private long next;
  private @Nullable List<RecordedEvent> held = new ArrayList<>();
  private boolean isCaughtUp;

  private volatile boolean isClosed;

  /**
   * @param from an offset that may be before the job's first event. Events since the id's time are
   *     reported in any case
   * @param endsCaughtUp whether it ends once it has reported the existing events
   */
  Subscription(JobId job, @Nullable Long from, EventListener listener, boolean endsCaughtUp) {
    this.job = job;
    this.from = from;
    this.listener = listener;
    this.endsCaughtUp = endsCaughtUp;
  }

  JobId job() {
    return job;
  }

  @Nullable Long from() {
    return from;
  }

  boolean endsCaughtUp() {
    return endsCaughtUp;
  }

  /** When it was made, on {@link System#nanoTime}. */
  long madeAt() {
    return madeAt;
  }

  boolean isClosed() {
    return isClosed;
  }

  synchronized void tellOld(RecordedEvent event) {
    tell(event);
  }

  /** Reports an event of the tail, after all older events that are still being read. */
  synchronized void tellNew(RecordedEvent event) {
    if (held == null) {
      tell(event);
    } else {
      held.add(event);
    }
  }

  synchronized void caughtUp() {
    if (!isClosed && !isCaughtUp) {
      isCaughtUp = true;
      isClosed = endsCaughtUp;
      guarded(listener::onCaughtUp);
    }
  }

  /** Lets the tail report directly from here on. */
  synchronized void goLive() {
    List<RecordedEvent> waiting = held;
    held = null;
    if (waiting != null) {
      waiting.forEach(this::tell);
    }
  }

  synchronized void fail(RuntimeException failure) {
    if (!isClosed) {
      isClosed = true;
      listener.onFailure(failure);
    }
  }

  /** The log was closed. */
  void cancel() {
    fail(new CancellationException("the status log was closed while " + job + " was followed"));
  }

  private void tell(RecordedEvent event) {
    if (!isClosed && event.offset() >= next) {
      next = event.offset() + 1;
      guarded(() -> listener.onEvent(event));
    }
  }

  /** A bug of one listener must not end the thread that serves all others. */
  private void guarded(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Ends the reports. The listener itself may call this. */
  @Override
  public void close() {
    isClosed = true;
  }
}
