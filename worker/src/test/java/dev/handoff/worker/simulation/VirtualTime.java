package dev.handoff.worker.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** The clock and random numbers of a simulation: one thread, and the seed decides everything. */
final class VirtualTime {

  static final long MILLISECOND = 1_000_000;

  private record Task(long at, long number, Runnable run) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  private record Watch(BooleanSupplier condition, Runnable action) {}

  private final List<Watch> watches = new ArrayList<>();
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final SplittableRandom random;
  private long now;
  private long number;

  VirtualTime(long seed) {
    random = new SplittableRandom(seed);
  }

  SplittableRandom random() {
    return random;
  }

  /** Nanoseconds since the simulation began. */
  long now() {
    return now;
  }

  long millis() {
    return now / MILLISECOND;
  }

  void after(long millis, Runnable run) {
    tasks.add(new Task(now + millis * MILLISECOND, number++, run));
  }

  void at(long millis, Runnable run) {
    after(Math.max(0, millis - millis()), run);
  }

  /** Runs the action once, as soon as a task has made the condition true. */
  void when(BooleanSupplier condition, Runnable action) {
    watches.add(new Watch(condition, action));
  }

  void runUntil(long millis) {
    while (!tasks.isEmpty() && tasks.peek().at() <= millis * MILLISECOND) {
      Task next = tasks.poll();
      now = next.at();
      next.run().run();
      if (!watches.isEmpty()) {
        lookAtWatches();
      }
    }
    now = Math.max(now, millis * MILLISECOND);
  }

  private void lookAtWatches() {
    for (Watch watch : List.copyOf(watches)) {
      if (watch.condition().getAsBoolean()) {
        watches.remove(watch);
        watch.action().run();
      }
    }
  }

  /** At least {@code from}, less than {@code to}. */
  long between(long from, long to) {
    return random.nextLong(from, to);
  }

  boolean isLucky(double probability) {
    return random.nextDouble() < probability;
  }
}
