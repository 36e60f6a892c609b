package dev.handoff.gateway.stream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The open streams of a gateway. Thread-safe. */
public final class Streams implements AutoCloseable {

  private final Executor executor;
  private final EventTexts texts = new EventTexts();
  private final Set<Pump> open = ConcurrentHashMap.newKeySet();

  /**
   * @param executor runs the writes
   * @param clock reminds the streams that say nothing
   */
  public Streams(Executor executor, ScheduledExecutorService clock) {
    this.executor = executor;
    clock.scheduleWithFixedDelay(
        () -> open.forEach(pump -> pump.tick(System.nanoTime())), 1, 1, TimeUnit.SECONDS);
  }

  /** How many are open. */
  public int size() {
    return open.size();
  }

  Pump open(Pump.Source source, Outlet outlet, Runnable onOver) {
    Pump[] made = new Pump[1];
    Pump pump =
        new Pump(
            source,
            outlet,
            executor,
            () -> {
              open.remove(made[0]);
              onOver.run();
            });
    made[0] = pump;
    open.add(pump);
    return pump;
  }

  EventTexts texts() {
    return texts;
  }

  Executor executor() {
    return executor;
  }

  /** Ends all of them after what they have to send now. */
  @Override
  public void close() {
    open.forEach(Pump::end);
  }
}
