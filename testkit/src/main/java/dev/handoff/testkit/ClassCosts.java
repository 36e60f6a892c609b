package dev.handoff.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What each test class of a JVM costs. What the process uses while several classes run is split
 * evenly between them, so that the sum is right. Any thread may tell it; state is guarded by this.
 */
final class ClassCosts {

  private final LongSupplier wallMillis;
  private final LongSupplier cpuMillis;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private long countedUntil;

  /**
   * @param wallMillis the time of a clock that is never set
   * @param cpuMillis what this process and its ended children have used up to now
   */
  ClassCosts(LongSupplier wallMillis, LongSupplier cpuMillis) {
    this.wallMillis = wallMillis;
    this.cpuMillis = cpuMillis;
  }

  /** What a class took from its start to its end. */
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
    Running ended = running.remove(testClass);
    return new Cost(wallMillis.getAsLong() - ended.begun, Math.round(ended.cpuMillis));
  }

  private void share() {
    long now = cpuMillis.getAsLong();
    double each = (double) (now - countedUntil) / running.size();
    running.values().forEach(one -> one.cpuMillis += each);
    countedUntil = now;
  }
}
