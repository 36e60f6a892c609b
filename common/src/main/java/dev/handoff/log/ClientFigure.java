package dev.handoff.log;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** What is told of a Kafka client: some of the hundred figures that each has. */
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

  /** Which client has it. */
  public enum Side {
    PRODUCER,
    LANE
  }

  /** Of the client as a whole; others are of a node or a topic. */
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

  /** Whether it only grows, from zero on. */
  public boolean isTotal() {
    return kafkaName.endsWith("-total");
  }

  /** Whether it is an average, in milliseconds. */
  public boolean isAverage() {
    return kafkaName.endsWith("-avg");
  }

  /** Of no client: zero, NaN of an average. */
  public double ofNone() {
    return isAverage() ? Double.NaN : 0;
  }

  /** As of none if the client does not have it yet. */
  public double of(Map<MetricName, ? extends Metric> metrics) {
    for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
      MetricName name = metric.getKey();
      if (name.name().equals(kafkaName)
          && name.tags().keySet().equals(TAGS)
          && metric.getValue().metricValue() instanceof Number value) {
        return value.doubleValue();
      }
    }
    return ofNone();
  }

  /** Of two clients that do one work. */
  public double together(double one, double other) {
    if (!isAverage()) {
      return one + other;
    }
    return Double.isNaN(one) ? other : Double.isNaN(other) ? one : Math.max(one, other);
  }
}
