package dev.handoff.log;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/** The figures of a Kafka client that Handoff reports, out of its hundred or so. */
public enum ClientFigure {
  RECORDS_SENT(Side.PRODUCER, "record-send-total"),
  RECORD_ERRORS(Side.PRODUCER, "record-error-total"),
  RECORD_RETRIES(Side.PRODUCER, "record-retry-total"),
  REQUEST_LATENCY(Side.PRODUCER, "request-latency-avg"),
  QUEUE_TIME(Side.PRODUCER, "record-queue-time-avg"),
  BUFFER_FREE(Side.PRODUCER, "buffer-available-bytes"),
  PRODUCER_CONNECTIONS(Side.PRODUCER, "connection-count"),

  RECORDS_TAKEN(Side.LANE, "records-consumed-total"),
  FETCHES(Side.LANE, "fetch-total"),
  FETCH_LATENCY(Side.LANE, "fetch-latency-avg"),
  ACKNOWLEDGEMENTS(Side.LANE, "acknowledgements-send-total"),
  ACKNOWLEDGEMENT_ERRORS(Side.LANE, "acknowledgements-error-total"),
  REBALANCES(Side.LANE, "rebalance-total"),
  LANE_CONNECTIONS(Side.LANE, "connection-count");

  /** The kind of client that has the figure. */
  public enum Side {
    PRODUCER,
    LANE
  }

  /** The tags of a figure of the whole client; other figures are per node or per topic. */
  private static final Set<String> TAGS = Set.of("client-id");

  private final Side side;
  private final String kafkaName;

  ClientFigure(Side side, String kafkaName) {
    this.side = side;
    this.kafkaName = kafkaName;
  }

  public Side side() {
    return side;
  }

  /** Whether the figure only grows, from zero on. */
  public boolean isTotal() {
    return kafkaName.endsWith("-total");
  }

  /** Whether the figure is an average, in milliseconds. */
  public boolean isAverage() {
    return kafkaName.endsWith("-avg");
  }

  /** The value without a client: zero, or NaN for an average. */
  public double ofNone() {
    return isAverage() ? Double.NaN : 0;
  }

  /** The value in these metrics, or {@link #ofNone} if the client does not have it yet. */
  public double of(Map<MetricName, ? extends Metric> metrics) {
    return valueOf(find(metrics));
  }

  /** The metric of this figure, to be kept by who asks often; null if there is none yet. */
  @Nullable Metric find(Map<MetricName, ? extends Metric> metrics) {
    for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
      MetricName name = metric.getKey();
      if (name.name().equals(kafkaName) && name.tags().keySet().equals(TAGS)) {
        return metric.getValue();
      }
    }
    return null;
  }

  double valueOf(@Nullable Metric metric) {
    return metric != null && metric.metricValue() instanceof Number value
        ? value.doubleValue()
        : ofNone();
  }

  /** The figure of two clients that share one task. */
  public double together(double one, double other) {
    if (!isAverage()) {
      return one + other;
    }
    return Double.isNaN(one) ? other : Double.isNaN(other) ? one : Math.max(one, other);
  }
}
