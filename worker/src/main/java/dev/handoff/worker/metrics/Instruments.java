package dev.handoff.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;

/** Makes meters in a registry of its own, and prints them in the text format of Prometheus. */
final class Instruments {

  private static final String KAFKA_VERSION = "/kafka/kafka-version.properties";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Kept here because the registry holds them weakly and would repeat their last value. */
  private final Queue<DoubleSupplier> held = new ConcurrentLinkedQueue<>();

  void gauge(String name, String description, Tags tags, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  /** A counter whose value is kept elsewhere. */
  void counter(String name, String description, Tags tags, DoubleSupplier value) {
    held.add(value);
    FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  Counter counter(String name, String description, Tags tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  /**
   * A histogram of seconds.
   *
   * @param buckets their upper ends
   */
  DistributionSummary seconds(String name, String description, Tags tags, double... buckets) {
    return DistributionSummary.builder(name)
        .baseUnit("seconds")
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  /** The version that the program was built from. */
  void build(String version, String commit) {
    Tags tags =
        Tags.of("version", version, "commit", commit, "kafka", kafka())
            .and("java", Runtime.version().toString());
    gauge("handoff.build.info", "Always 1", tags, () -> 1);
  }

  /** The version of the client, which has no public method for it. */
  private static String kafka() {
    Properties properties = new Properties();
    try (InputStream in = Instruments.class.getResourceAsStream(KAFKA_VERSION)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }

  String text() {
    return registry.scrape();
  }
}
