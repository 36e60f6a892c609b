package dev.handoff.worker.execution;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs many tasks on few threads: on one at first, and on twice as many after each millisecond in
 * which too few tasks came to an end. So short tasks do not cost a thread each, and tasks that
 * block all run at once some milliseconds later. Thread-safe.
 */
final class QuickRunners {

  private static final Logger LOG = LoggerFactory.getLogger(QuickRunners.class);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** If fewer tasks end in a millisecond, the threads are taken to wait and not to work. */
  private static final int BRISK = 4;

  private final Executor threads;

  // Guarded by this.
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private int runners;
  private int starting;
  private int ended;
  private boolean isWatched;

  /**
   * @param threads gives each task that it gets a thread at once
   */
  QuickRunners(Executor threads) {
    this.threads = threads;
  }

  /**
   * Runs the task soon.
   *
   * @throws java.util.concurrent.RejectedExecutionException if there is no thread for it
   */
  synchronized void run(Runnable task) {
    if (runners == 0) {
      startRunner();
    }
    if (!isWatched) {
      threads.execute(this::watch);
      isWatched = true;
    }
    tasks.add(task); // last: if there is no thread, the task is not kept either
  }

  private void startRunner() {
    threads.execute(this::work);
    runners++;
    starting++;
  }

  private void work() {
    for (Runnable task = first(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.error("A defect of Handoff ended an attempt; its lease runs out", e);
      }
    }
  }

  private synchronized @Nullable Runnable first() {
    starting--;
    return taken();
  }

  private synchronized @Nullable Runnable next() {
    ended++;
    return taken();
  }

  private @Nullable Runnable taken() {
    Runnable task = tasks.poll();
    runners -= task == null ? 1 : 0;
    return task;
  }

  private void watch() {
    long lookedAt;
    do {
      lookedAt = System.nanoTime();
      LockSupport.parkNanos(LOOK_NANOS);
    } while (goesOn(System.nanoTime() - lookedAt));
  }

  private synchronized boolean goesOn(long nanos) {
    if (tasks.isEmpty()) {
      isWatched = false;
      return false;
    }
    // On a busy host threads that were started just now may not have had their turn yet.
    if (starting == 0 && ended * LOOK_NANOS < BRISK * nanos) {
      for (int more = Math.min(Math.max(1, runners), tasks.size()); more > 0; more--) {
        startRunner();
      }
    }
    ended = 0;
    return true;
  }
}
