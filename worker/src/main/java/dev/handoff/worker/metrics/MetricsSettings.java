package dev.handoff.worker.metrics;

/**
 * Where a process serves metrics.
 *
 * @param commit that the program was built from, as exported with the metrics
 */
public record MetricsSettings(MetricsAddress address, String commit) {

  public static final MetricsSettings OFF = new MetricsSettings(MetricsAddress.OFF, "unknown");
}
