package dev.handoff.awaiter;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Holds the waits for jobs with young ids that have no event yet. A job is asked about once its id
 * is no longer young, all those of one second together: one timer serves any number of waits.
 * Thread-safe.
 */
final class YoungWaits {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Map<Long, Set<Wait>> groups = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final LongFunction<Executor> after;
  private final Consumer<Wait> ask;

  /**
   * @param ask whether the log has the job of a wait
   */
  YoungWaits(Consumer<Wait> ask) {
    this(
        System::nanoTime,
        nanos -> CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS),
        ask);
  }

  /**
   * @param after an executor that runs a task after so many nanoseconds
   */
  YoungWaits(LongSupplier nanoTime, LongFunction<Executor> after, Consumer<Wait> ask) {
    this.nanoTime = nanoTime;
    this.after = after;
    this.ask = ask;
  }

  /**
   * Asks about the job of the wait within a second after {@code youngFor}, unless the wait has left
   * its group by then.
   *
   * @return the group of the wait
   */
  Set<Wait> add(Wait wait, Duration youngFor) {
    long now = nanoTime.getAsLong();
    long due = Math.floorDiv(now + youngFor.toNanos(), SECOND) + 1;
    return groups.compute(
        due,
        (second, waits) -> {
          Set<Wait> group = waits == null ? begin(due, now) : waits;
          group.add(wait);
          return group;
        });
  }

  private Set<Wait> begin(long due, long now) {
    after.apply(Math.max(0, due * SECOND - now)).execute(() -> askAbout(due));
    return ConcurrentHashMap.newKeySet();
  }

  private void askAbout(long due) {
    // A wait that is added after this begins a new group.
    Set<Wait> group = groups.remove(due);
    if (group != null) {
      group.forEach(ask);
    }
  }
}
