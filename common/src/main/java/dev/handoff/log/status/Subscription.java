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
  private final Kind kind;
  private final long madeAt = System.nanoTime();

  // Guarded by this.
  private long next;
  private boolean isLive;
  private List<RecordedEvent> held = List.of(); // most hold none
  private boolean isCaughtUp;

  private volatile boolean isClosed;

  /** What a subscription is for. */
  enum Kind {
    /** The existing events; it ends once it has reported them. */
    READ,
    /** The existing events and all later ones. */
    FOLLOW,
    /** All events of a job that may have none yet. It never reports that it is caught up. */
    FOLLOW_NEW
  }

  /**
   * @param from an offset that may be before the job's first event. Events since the id's time are
   *     reported in any case
   */
  Subscription(JobId job, @Nullable Long from, EventListener listener, Kind kind) {
    this.job = job;
    this.from = from;
    this.listener = listener;
    this.kind = kind;
  }

  JobId job() {
    return job;
  }

  @Nullable Long from() {
    return from;
  }

  Kind kind() {
    return kind;
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
    if (isLive) {
      tell(event);
      return;
    }
    if (held.isEmpty()) {
      held = new ArrayList<>();
    }
    held.add(event);
  }

  synchronized void caughtUp() {
    if (!isClosed && !isCaughtUp) {
      isCaughtUp = true;
      isClosed = kind == Kind.READ;
      if (kind != Kind.FOLLOW_NEW) {
        guarded(listener::onCaughtUp);
      }
    }
  }

  /** Lets the tail report directly from here on. */
  synchronized void goLive() {
    isLive = true;
    held.forEach(this::tell);
    held = List.of();
  }

  /** Goes live if the tail has reported nothing so far; false if it has. */
  synchronized boolean goLiveEmpty() {
    isLive = held.isEmpty();
    return isLive;
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
