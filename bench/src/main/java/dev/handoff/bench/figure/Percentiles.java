package dev.handoff.bench.figure;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Collects many times of the same kind. Recording is thread-safe. */
public final class Percentiles {

  private final Histogram nanos = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(10), 3);

  public void record(long elapsed) {
    nanos.recordValue(elapsed);
  }

  public void recordSince(long start) {
    record(System.nanoTime() - start);
  }

  /** Drops the times so far, which were for warming up. */
  public void forget() {
    nanos.reset();
  }

  public double millisAt(double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }

  public long count() {
    return nanos.getTotalCount();
  }

  /** Adds its columns to a row. */
  public Map<String, Object> into(Map<String, Object> row) {
    row.putAll(
        Table.row(
            "n", count(),
            "p50 ms", millisAt(50),
            "p90 ms", millisAt(90),
            "p99 ms", millisAt(99),
            "max ms", millisAt(100)));
    return row;
  }
}
