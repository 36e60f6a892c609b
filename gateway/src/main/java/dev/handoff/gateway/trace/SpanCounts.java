package dev.handoff.gateway.trace;

import java.util.concurrent.atomic.AtomicLong;

/** How many spans went to the collector and how many did not. Thread-safe. */
public final class SpanCounts {

  private final AtomicLong exported = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  void exported(int spans) {
    exported.addAndGet(spans);
  }

  void dropped(int spans) {
    dropped.addAndGet(spans);
  }

  long exported() {
    return exported.get();
  }

  long dropped() {
    return dropped.get();
  }

  /** In the text format of Prometheus. */
  public String text() {
    return metric("exported", "Spans of jobs that the collector has taken.", exported())
        + metric("dropped", "Spans of jobs that it has not, and that are given up.", dropped());
  }

  private static String metric(String what, String help, long value) {
    String name = "handoff_trace_spans_" + what + "_total";
    return "# HELP %1$s %2$s\n# TYPE %1$s counter\n%1$s %3$d\n".formatted(name, help, value);
  }
}
