package dev.handoff.gateway.submit;

import dev.handoff.gateway.access.Token;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import java.util.HashMap;
import java.util.Map;

/**
 * Who submits for whom: one producer for each token that has submitted, in its name. With a signing
 * key all of them submit in the name of the gateway, whose key it is, on behalf of the token's.
 * Thread-safe.
 */
public final class Producers implements AutoCloseable {

  private final KafkaSettings kafka;

  // Guarded by this, by the name of the token.
  private final Map<String, JobProducer> producers = new HashMap<>();
  private boolean isClosed;

  public Producers(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * @throws IllegalStateException once this is closed
   */
  public synchronized JobProducer of(Token token) {
    if (isClosed) {
      throw new IllegalStateException("the gateway stops");
    }
    return producers.computeIfAbsent(token.name(), name -> new JobProducer(kafka, name));
  }

  /** The options of a submit for that token. */
  public SubmitOptions options(Token token, SubmitOptions options) {
    return kafka.signatures().key().isPresent() ? options.withOnBehalfOf(token.name()) : options;
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    Map<String, JobProducer> all;
    synchronized (this) {
      isClosed = true;
      all = Map.copyOf(producers);
      producers.clear();
    }
    all.values().forEach(JobProducer::close);
  }
}
