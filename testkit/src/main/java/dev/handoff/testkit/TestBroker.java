package dev.handoff.testkit;

import java.util.Map;
import java.util.Objects;

/** A test's view of its broker: its own topic prefix, and outages. */
public final class TestBroker {
  private final SharedBroker broker;
  private final String topicPrefix;
  private final boolean isOwn;

  /**
   * @param isOwn whether no other class uses this broker
   */
  TestBroker(SharedBroker broker, String topicPrefix, boolean isOwn) {
    this.broker = broker;
    this.topicPrefix = topicPrefix;
    this.isOwn = isOwn;
  }

  /** The address for clients, as host:port; the same after a restart. */
  public String bootstrapServer() {
    return Objects.requireNonNull(clientProperties().get("bootstrap.servers"));
  }

  /** Everything a Kafka client needs to connect. */
  public Map<String, String> clientProperties() {
    return broker.clientProperties();
  }

  /** A unique prefix of this parameter for topics and groups. */
  public String topicPrefix() {
    return topicPrefix;
  }

  /**
   * Stops the broker cleanly; clients see refused connections until {@link #start()}.
   *
   * @throws IllegalStateException if other test classes share this broker
   */
  public void stop() {
    if (!isOwn) {
      throw new IllegalStateException("A class that stops its broker needs @OwnBroker");
    }
    broker.stop();
  }

  /** Starts it again with its data and address; does nothing while it runs. */
  public void start() {
    broker.start();
  }

  public void restart() {
    stop();
    start();
  }
}
