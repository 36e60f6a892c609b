package dev.handoff.worker.loop;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that drives a part of the worker: calls it again and again with a pause between, also
 * after a call that threw. Tasks given to it run on the same thread, between the calls.
 */
public final class Periodic implements EventLoop, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  private final String name;
  private final Duration pause;
  private final Consumer<EventLoop> body;
  private final ScheduledExecutorService timer;

  public Periodic(String name, Duration pause, Runnable body) {
    this(name, pause, loop -> body.run());
  }

  /**
   * @param body is given this loop
   */
  public Periodic(String name, Duration pause, Consumer<EventLoop> body) {
    this.name = name;
    this.pause = pause;
    this.body = body;
    this.timer = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
  }

  /** The first call comes at once. */
  public void start() {
    timer.scheduleWithFixedDelay(this::call, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void call() {
    try {
      body.accept(this);
    } catch (KafkaException e) {
      LOG.warn("{} could not go on, and tries again: {}", name, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("A defect of Handoff in {}; it goes on", name, e); // thrown, it would end the timer
    }
  }

  /** Calls it out of turn. */
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

  /** Returns when the call that runs is over, or after ten seconds. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("{} does not end, and is left behind", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
