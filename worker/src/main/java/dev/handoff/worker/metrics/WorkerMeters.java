package dev.handoff.worker.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * What one worker did and is, by the names of docs/metrics.md. All is read when it is asked for.
 */
public final class WorkerMeters {

  private static final String KAFKA_VERSION = "/kafka/kafka-version.properties";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** The registry itself forgets what nobody else holds, and goes on telling its last value. */
  private final List<DoubleSupplier> counters = new ArrayList<>();

  /** What the attempts came to. */
  public WorkerMeters count(AttemptTally tally) {
    counter(
        "handoff.attempts.fenced",
        "Attempts that were another's",
        Tags.empty(),
        tally::fencedCount);
    tally.byLane().forEach(this::count);
    return this;
  }

  private void count(String lane, AttemptTally.OfLane tally) {
    Tags tags = Tags.of("lane", lane);
    counter("handoff.attempts.started", "Attempts begun", tags, tally.startedCount()::sum);
    counter(
        "handoff.records.dead.lettered",
        "Records of the lane that nobody can read",
        tags,
        tally.deadLetteredCount()::sum);
    ended(tags, "completed", "none", tally.completedCount());
    ended(tags, "cancelled", "none", tally.cancelledCount());
    tally.failedCounts().forEach((reason, count) -> ended(tags, "failed", reason.label(), count));
    tally.againCounts().forEach((reason, count) -> ended(tags, "retry", reason.label(), count));
  }

  private void ended(Tags lane, String outcome, String reason, LongAdder count) {
    Tags tags = lane.and("outcome", outcome, "reason", reason);
    counter("handoff.attempts.ended", "Attempts that were ended on the log", tags, count::sum);
  }

  /** How many slots a lane has here, and how many are used. */
  public WorkerMeters slots(String lane, DoubleSupplier slots, DoubleSupplier used) {
    Tags tags = Tags.of("lane", lane);
    gauge("handoff.slots", "Attempts that can run at once", tags, slots);
    gauge("handoff.slots.used", "Attempts that run", tags, used);
    return this;
  }

  /** Since the last acknowledged beat was sent, in seconds; and how many got no acknowledgement. */
  public WorkerMeters beats(DoubleSupplier age, DoubleSupplier failed) {
    gauge("handoff.beat.age.seconds", "Since the last acknowledged beat", Tags.empty(), age);
    counter("handoff.beats.failed", "Beats without an acknowledgement", Tags.empty(), failed);
    return this;
  }

  /** Bytes that the disk of the work folder has left. */
  public WorkerMeters room(DoubleSupplier free) {
    gauge("handoff.work.free.bytes", "Room on the disk of the work folder", Tags.empty(), free);
    return this;
  }

  /** Whether it is ready, and whether it has a steward's seat. */
  public WorkerMeters roles(BooleanSupplier isReady, BooleanSupplier isSteward) {
    gauge("handoff.worker.ready", "1 if /readyz says so", Tags.empty(), asNumber(isReady));
    gauge(
        "handoff.worker.steward",
        "1 if it has a steward's seat",
        Tags.empty(),
        asNumber(isSteward));
    return this;
  }

  /** What the program was built of. */
  public WorkerMeters build(String version, String commit) {
    Tags tags =
        Tags.of("version", version, "commit", commit, "kafka", kafka())
            .and("java", Runtime.version().toString());
    gauge("handoff.build.info", "Always 1", tags, () -> 1);
    return this;
  }

  /** Of the client; it tells it nowhere else that is meant to be used. */
  private static String kafka() {
    Properties properties = new Properties();
    try (InputStream in = WorkerMeters.class.getResourceAsStream(KAFKA_VERSION)) {
      properties.load(in);
    } catch (IOException | NullPointerException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }

  private static DoubleSupplier asNumber(BooleanSupplier fact) {
    return () -> fact.getAsBoolean() ? 1 : 0;
  }

  private void gauge(String name, String description, Tags tags, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private void counter(String name, String description, Tags tags, DoubleSupplier value) {
    counters.add(value);
    FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** In the text format of Prometheus. */
  public String text() {
    return registry.scrape();
  }
}
