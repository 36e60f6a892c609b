package dev.handoff.worker.handler;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time limits of the handlers that run now. Limits of a second or more are checked together ten
 * times a second: a timer for each of thousands of short attempts costs more than these take. One
 * thread, {@code handler-limits}. Thread-safe.
 */
final class HandlerLimits implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HandlerLimits.class);

  private static final Duration LOOK = Duration.ofMillis(100);

  /** A shorter limit has a timer of its own: a tenth of a second would be much of it. */
  private static final Duration LEAST_CHECKED_TOGETHER = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "handler-limits"));
  private final Set<Limit> checkedTogether = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isLookDue = new AtomicBoolean();

  HandlerLimits() {
    timers.setRemoveOnCancelPolicy(true); // else a finished job's timer would stay till its time
  }

  /** The limit of one attempt. */
  final class Limit {

    private final long deadline;
    private final Runnable onTimeOut;
    private @Nullable Future<?> timer;

    private Limit(Duration limit, Runnable onTimeOut) {
      this.deadline = System.nanoTime() + limit.toNanos();
      this.onTimeOut = onTimeOut;
    }

    /** Forgets the limit; it may be found to be over at the same moment. */
    void cancel() {
      if (timer == null) {
        checkedTogether.remove(this);
      } else {
        timer.cancel(false);
      }
    }
  }

  /**
   * @param onTimeOut is called once when the time is over, up to a tenth of a second late
   */
  Limit start(Duration limit, Runnable onTimeOut) {
    Limit started = new Limit(limit, onTimeOut);
    if (limit.compareTo(LEAST_CHECKED_TOGETHER) < 0) {
      started.timer = timers.schedule(onTimeOut, limit.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      checkedTogether.add(started);
      lookSoon();
    }
    return started;
  }

  private void lookSoon() {
    if (!isLookDue.get() && isLookDue.compareAndSet(false, true)) {
      timers.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    isLookDue.set(false); // first, so that no limit that starts meanwhile is left without a look
    long now = System.nanoTime();
    for (Limit limit : checkedTogether) {
      if (now - limit.deadline >= 0 && checkedTogether.remove(limit)) {
        timeOut(limit);
      }
    }
    if (!checkedTogether.isEmpty()) {
      lookSoon();
    }
  }

  private static void timeOut(Limit limit) {
    try {
      limit.onTimeOut.run();
    } catch (RuntimeException e) {
      LOG.error("Could not end a handler whose time is over", e); // the others have limits too
    }
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
