package dev.handoff.worker.loop;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a part of the worker on a thread of its own: calls it again and again with a pause
 * between, also after a call that threw. Its tasks run on the same thread, between the calls.
 */
public final class Periodic implements EventLoop, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  /** What is called. */
  public interface Body {

    /**
     * @throws InterruptedException if the loop is closed meanwhile
     */
    void call() throws InterruptedException;
  }

  /** What is called, and needs the loop that calls it. */
  public interface LoopBody {

    /**
     * @throws InterruptedException if the loop is closed meanwhile
     */
    void call(EventLoop loop) throws InterruptedException;
  }

  private final String name;
  private final Duration pause;
  private final LoopBody body;
  private final ScheduledExecutorService timer;

  public Periodic(String name, Duration pause, Body body) {
    this(name, pause, loop -> body.call());
  }

  public Periodic(String name, Duration pause, LoopBody body) {
    this.name = name;
    this.pause = pause;
    this.body = body;
    this.timer = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
  }

  /** Calls nothing by itself and only runs tasks. */
  public static Periodic onlyTasks(String name) {
    return new Periodic(name, Duration.ZERO, () -> {});
  }

  /** The first call comes at once. */
  public void start() {
    start(Duration.ZERO);
  }

  /** The first call comes after a pause. */
  public void startAfterPause() {
    start(pause);
  }

  private void start(Duration delay) {
    timer.scheduleWithFixedDelay(
        this::call, delay.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Calls it here and now, on the caller's thread; not once this has been started. */
  public void call() {
    try {
      body.call(this);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      LOG.warn("{} failed and tries again: {}", name, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("A defect of Handoff in {}; it goes on", name, e); // thrown, it would end the timer
    }
  }

  /** Makes an extra call now. */
  public void soon() {
    execute(this::call);
  }

  @Override
  public void execute(Runnable task) {
    try {
      timer.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.debug("{} has ended", name);
    }
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    try {
      timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("{} has ended", name);
    }
  }

  /** Waits until the running call is over, for at most ten seconds. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("{} does not end and is left running", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
