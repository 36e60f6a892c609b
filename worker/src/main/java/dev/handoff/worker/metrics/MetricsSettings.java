package dev.handoff.worker.metrics;

/**
 * What a process tells of itself, and where.
 *
 * @param commit that the program was built of, as it is told with the metrics
 */
public record MetricsSettings(MetricsAddress address, String commit) {

  public static final MetricsSettings OFF = new MetricsSettings(MetricsAddress.OFF, "unknown");
}
