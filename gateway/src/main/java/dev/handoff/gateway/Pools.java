package dev.handoff.gateway;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of a gateway besides those of its server and of Kafka's clients. */
final class Pools implements AutoCloseable {

  private static final int BLOCKING = 4;
  private static final int WAITING = 1000;
  private static final int PROMPT = 2;

  private final ThreadPoolExecutor blocking =
      new ThreadPoolExecutor(
          BLOCKING,
          BLOCKING,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(WAITING),
          named("gateway-files"));
  private final ExecutorService prompt =
      Executors.newFixedThreadPool(PROMPT, named("gateway-push"));
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(named("gateway-clock"));

  Pools() {
    blocking.allowCoreThreadTimeOut(true);
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** For what waits for a broker or a disk. Refuses work when a thousand pieces of it wait. */
  ExecutorService blocking() {
    return blocking;
  }

  /** For what must not wait. */
  ExecutorService prompt() {
    return prompt;
  }

  ScheduledExecutorService clock() {
    return clock;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    blocking.shutdownNow();
    prompt.shutdown();
  }
}
