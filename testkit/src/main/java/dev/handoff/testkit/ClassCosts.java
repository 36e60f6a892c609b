package dev.handoff.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Counts the cost of each test class of a JVM. The use of the process while several classes run is
 * split evenly between them, so that the sum is right. Thread-safe; state is guarded by this.
 */
final class ClassCosts {

  private final LongSupplier wallMillis;
  private final LongSupplier cpuMillis;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private long countedUntil;

  /**
   * @param wallMillis the time of a monotonic clock
   * @param cpuMillis the CPU time so far of this process and its ended children
   */
  ClassCosts(LongSupplier wallMillis, LongSupplier cpuMillis) {
    this.wallMillis = wallMillis;
    this.cpuMillis = cpuMillis;
  }

  /** The cost of a class from its start to its end. */
  record Cost(long wallMillis, long cpuMillis) {}

  private static final class Running {
    private final long begun;
    private double cpuMillis;

    Running(long begun) {
      this.begun = begun;
    }
  }

  synchronized void started(String testClass) {
    share();
    running.put(testClass, new Running(wallMillis.getAsLong()));
  }

  synchronized Cost finished(String testClass) {
    share();
    Running ended = Objects.requireNonNull(running.remove(testClass), testClass);
    return new Cost(wallMillis.getAsLong() - ended.begun, Math.round(ended.cpuMillis));
  }

  private void share() {
    long now = cpuMillis.getAsLong();
    double each = (double) (now - countedUntil) / running.size();
    running.values().forEach(one -> one.cpuMillis += each);
    countedUntil = now;
  }
}
