package dev.handoff.log.status;

import dev.handoff.job.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One job's events, told to one listener in offset order and once each, though two threads bring
 * them: the {@link StatusReader} what stood on the log before, the {@link StatusTail} what comes.
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
   * @param from an offset that is perhaps before the job's first event. Events since the id's time
   *     are reported in any case
   * @param endsCaughtUp whether it is over once it has told what stands on the log
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

  /** On {@link System#nanoTime}. */
  long madeAt() {
    return madeAt;
  }

  boolean isClosed() {
    return isClosed;
  }

  synchronized void tellOld(RecordedEvent event) {
    tell(event);
  }

  /** What the tail brings while older events are still being read waits for them. */
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

  /** From here on the tail tells directly. */
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

  /** A bug of one listener must not end the thread that all others are told by. */
  private void guarded(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Nothing is told any more. May be called by the listener itself. */
  @Override
  public void close() {
    isClosed = true;
  }
}
