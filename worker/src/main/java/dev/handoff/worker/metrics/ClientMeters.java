package dev.handoff.worker.metrics;

import dev.handoff.log.ClientFigure;
import dev.handoff.log.ClientFigure.Side;
import io.micrometer.core.instrument.Tags;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** Exports chosen metrics of Kafka clients, under names and in units of Handoff. */
final class ClientMeters {

  private final Instruments instruments;

  ClientMeters(Instruments instruments) {
    this.instruments = instruments;
  }

  void add(Side side, Tags tags, ToDoubleFunction<ClientFigure> figures) {
    for (ClientFigure figure : ClientFigure.values()) {
      if (figure.side() == side) {
        add(figure, tags, () -> figures.applyAsDouble(figure));
      }
    }
  }

  private void add(ClientFigure figure, Tags tags, DoubleSupplier value) {
    String name = "handoff.kafka." + name(figure);
    String description = "Metric of the Kafka client";
    if (figure.isTotal()) {
      instruments.counter(name, description, tags, value);
    } else if (figure.isAverage()) {
      instruments.gauge(name, description, tags, () -> value.getAsDouble() / 1000);
    } else {
      instruments.gauge(name, description, tags, value);
    }
  }

  private static String name(ClientFigure figure) {
    return switch (figure) {
      case RECORDS_SENT -> "producer.records.sent";
      case RECORD_ERRORS -> "producer.record.errors";
      case RECORD_RETRIES -> "producer.record.retries";
      case REQUEST_LATENCY -> "producer.request.latency.seconds";
      case QUEUE_TIME -> "producer.queue.time.seconds";
      case BUFFER_FREE -> "producer.buffer.free.bytes";
      case PRODUCER_CONNECTIONS -> "producer.connections";
      case RECORDS_TAKEN -> "consumer.records.taken";
      case FETCHES -> "consumer.fetches";
      case FETCH_LATENCY -> "consumer.fetch.latency.seconds";
      case ACKNOWLEDGEMENTS -> "consumer.acknowledgements";
      case ACKNOWLEDGEMENT_ERRORS -> "consumer.acknowledgement.errors";
      case REBALANCES -> "consumer.rebalances";
      case LANE_CONNECTIONS -> "consumer.connections";
    };
  }
}
