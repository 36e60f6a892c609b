package dev.handoff.worker.simulation;

import dev.handoff.worker.lease.HostClock;
import dev.handoff.worker.loop.EventLoop;
import java.time.Duration;

/** The clock and an event loop of a simulated process: tasks in order, each a moment later. */
final class SimulatedHost implements HostClock, EventLoop {

  private final World world;
  private final SimulatedProcess process;
  private long busyUntil;

  SimulatedHost(World world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
  }

  @Override
  public long nanoTime() {
    return world.has(Safeguard.CLOCK_COUNTS_SLEEP) ? process.hostTime() : process.nanoTime();
  }

  @Override
  public Duration uptime() {
    return Duration.ofNanos(nanoTime());
  }

  /** Each task is a step of its own, so that a freeze may come between any two. */
  @Override
  public void execute(Runnable task) {
    long now = world.time().millis();
    busyUntil = Math.max(busyUntil, now + world.time().between(0, 2));
    process.after(busyUntil - now, task);
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    process.after(delay.toMillis(), task);
  }
}
