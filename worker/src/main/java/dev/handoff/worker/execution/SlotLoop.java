package dev.handoff.worker.execution;

import dev.handoff.worker.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of a slot's own thread: it runs tasks while the thread waits for a result. If the
 * thread stops waiting, the remaining steps of the result do not run.
 */
public final class SlotLoop implements EventLoop {

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
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
