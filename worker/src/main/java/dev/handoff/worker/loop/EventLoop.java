package dev.handoff.worker.loop;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Runs tasks one after another. Continuations of the log's answers run here, never on a Kafka
 * client's own thread. A port: a slot's thread in production, virtual time in the simulation.
 */
public interface EventLoop extends Executor {

  /** Runs the task after the delay, as {@link #execute} would. */
  void schedule(Duration delay, Runnable task);
}
