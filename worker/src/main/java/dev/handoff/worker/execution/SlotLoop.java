package dev.handoff.worker.execution;

import dev.handoff.worker.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loop of a slot's thread: it runs tasks while the thread waits for a result. If the
 * thread stops waiting, the remaining steps of the result do not run. A thread that leaves names
 * another executor for them.
 */
public final class SlotLoop implements EventLoop {

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  private volatile @Nullable Executor successor;

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    Executor next = successor;
    if (next != null) {
      handOver(next);
    }
  }

  private void handOver(Executor next) {
    for (Runnable left = tasks.poll(); left != null; left = tasks.poll()) {
      next.execute(left);
    }
  }

  /**
   * Runs tasks until none is there, and leaves: later ones run on {@code next}. Called by the
   * slot's thread only.
   */
  void runUntilItWaits(Executor next) {
    runAll();
    successor = next;
    runAll(); // those that came before the other threads saw the successor
  }

  private void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, this).execute(task);
  }

  /**
   * Runs tasks until the result is there. Called by the slot's thread only.
   *
   * @throws InterruptedException if the thread is interrupted, or a step of the result was
   */
  <T> T await(CompletableFuture<T> result) throws InterruptedException {
    result.whenComplete((value, failure) -> execute(() -> {})); // wakes the thread
    while (!result.isDone()) {
      tasks.take().run();
    }
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RuntimeException defect) {
        throw defect;
      }
      throw new IllegalStateException("a step of an attempt failed", e.getCause());
    }
  }
}
