package dev.handoff.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds how to reach the cluster. The only place that spells Kafka's client settings: every client
 * of Handoff is made here.
 *
 * @param properties Kafka client properties as given by the user; {@code bootstrap.servers} is
 *     required, security settings pass through
 * @param context the name by which people know the cluster
 * @param signatures signs records and verifies them
 * @param address the current address, at first that of the properties
 * @param submits what the producers of these settings have yet to append, for the waits of these
 *     settings
 */
public record KafkaSettings(
    Map<String, String> properties,
    Topics topics,
    @Nullable String context,
    Signatures signatures,
    BrokerAddress address,
    PendingSubmits submits) {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaSettings.class);

  /** Room for the largest record: a brief of 256 KiB inside its event, or a chunk. */
  public static final int MAX_RECORD_BYTES = 1024 * 1024;

  /** For throughput, where topics take such batches. */
  static final int LARGE_BATCH_BYTES = 128 * 1024;

  /** A topic that does not take these is not one of Handoff's. */
  static final int SMALL_BATCH_BYTES = 16 * 1024;

  /**
   * How long a new client waits for a cluster that is away, which is as long as its start may take.
   */
  private static final Duration RETURN_PATIENCE = Duration.ofSeconds(60);

  /** The maximum age of a client's metadata; the user may set a shorter one. */
  private static final String METADATA_AGE = "metadata.max.age.ms";

  private static final Duration OLDEST_METADATA = Duration.ofMinutes(1);
  private static final Duration YOUNGEST_METADATA = Duration.ofMillis(100);

  /**
   * Settings that the protocol relies on in every client, so a user cannot set them. Further
   * settings that one kind of client needs are set where that client is made, and override those of
   * the user.
   */
  private static final Set<String> OURS =
      Set.of(
          "acks",
          "allow.auto.create.topics",
          "auto.offset.reset",
          "batch.size",
          "delivery.timeout.ms",
          "enable.auto.commit",
          "enable.idempotence",
          "fetch.max.wait.ms",
          "fetch.min.bytes",
          "group.id",
          "group.instance.id",
          "group.protocol",
          "group.remote.assignor",
          "heartbeat.interval.ms",
          "isolation.level",
          "key.deserializer",
          "key.serializer",
          "linger.ms",
          "max.block.ms",
          "max.poll.interval.ms",
          "max.poll.records",
          "max.request.size",
          "metadata.max.idle.ms",
          "metadata.recovery.strategy",
          "partition.assignment.strategy",
          "partitioner.class",
          "retries",
          "session.timeout.ms",
          "share.acknowledgement.mode",
          "share.acquire.mode",
          "transactional.id",
          "value.deserializer",
          "value.serializer");

  public KafkaSettings {
    properties = Map.copyOf(properties);
    servers(properties);
  }

  private static String servers(Map<String, String> properties) {
    String servers = properties.get("bootstrap.servers");
    if (servers == null) {
      throw new IllegalArgumentException("bootstrap.servers must be set, got: nothing");
    }
    return servers;
  }

  /** Settings of a cluster without a name, where every record is trusted. */
  public KafkaSettings(Map<String, String> properties, Topics topics) {
    this(
        properties,
        topics,
        null,
        Signatures.none(),
        BrokerAddress.of(servers(properties)),
        new PendingSubmits());
  }

  /** The same cluster under this name. */
  public KafkaSettings inContext(@Nullable String name) {
    return new KafkaSettings(properties, topics, name, signatures, address, submits);
  }

  public KafkaSettings with(Signatures other) {
    return new KafkaSettings(properties, topics, context, other, address, submits);
  }

  public String bootstrapServers() {
    return address.servers();
  }

  /** The cluster for people: its address, and its context if it has one. */
  public String place() {
    return bootstrapServers() + (context == null ? "" : " (context " + context + ")");
  }

  /** Whether its clients use neither a login nor TLS. */
  public boolean isPlain() {
    return properties.getOrDefault("security.protocol", "PLAINTEXT").equals("PLAINTEXT");
  }

  /** The given properties that Handoff sets itself and so ignores, sorted. */
  public Set<String> withoutEffect() {
    Set<String> names = new TreeSet<>(properties.keySet());
    names.retainAll(OURS);
    if (properties.containsKey(METADATA_AGE)
        && !properties.get(METADATA_AGE).equals(String.valueOf(metadataAge().toMillis()))) {
      names.add(METADATA_AGE);
    }
    return names;
  }

  /**
   * How often clients refresh the partitions of their topics. With Kafka's default of five minutes
   * a steward would miss the jobs on an added partition for that long.
   */
  Duration metadataAge() {
    try {
      Duration wanted =
          Duration.ofMillis(Long.parseLong(properties.getOrDefault(METADATA_AGE, "none")));
      boolean isKept =
          wanted.compareTo(YOUNGEST_METADATA) >= 0 && wanted.compareTo(OLDEST_METADATA) <= 0;
      return isKept ? wanted : OLDEST_METADATA;
    } catch (NumberFormatException nothing) {
      return OLDEST_METADATA;
    }
  }

  public Admin admin() {
    return Admin.create(with(Map.of("default.api.timeout.ms", "30000")));
  }

  /** An admin client whose requests fail after {@code patience}. */
  public Admin admin(Duration patience) {
    String millis = String.valueOf(patience.toMillis());
    return Admin.create(
        with(Map.of("default.api.timeout.ms", millis, "request.timeout.ms", millis)));
  }

  /**
   * A producer whose records are on all in-sync replicas when acknowledged. Sends at once: with the
   * default linger of 5 ms a submit takes 11 ms instead of under 1. The large batch keeps
   * throughput when many records are in flight.
   *
   * <p>Keeps its metadata through an outage. By default a client drops it when no broker answers,
   * and also drops a topic that it has not written to for five minutes. Each send then blocks its
   * caller for {@code max.block.ms}, which would delay a heartbeat or a claim exactly when a
   * decision is due.
   *
   * @param patience how long a record may wait for an answer, or its caller for buffer space,
   *     before it fails
   */
  public Producer<String, byte[]> producer(Duration patience) {
    return producer(patience, LARGE_BATCH_BYTES);
  }

  /**
   * The same with other batches. A broker refuses whole batches; the client then splits them, and
   * sometimes (Kafka 4.4) resends neither part until they expire.
   *
   * @param batchBytes no batch of several records is larger; a larger record is alone in its batch
   */
  public Producer<String, byte[]> producer(Duration patience, int batchBytes) {
    return new KafkaProducer<>(
        with(
            Map.of(
                "acks", "all",
                "linger.ms", "0",
                "batch.size", String.valueOf(batchBytes),
                "max.request.size", String.valueOf(2 * MAX_RECORD_BYTES),
                "delivery.timeout.ms", String.valueOf(patience.toMillis()),
                "request.timeout.ms", "10000",
                "max.block.ms", String.valueOf(patience.toMillis()),
                "metadata.max.idle.ms", String.valueOf(Integer.MAX_VALUE),
                "metadata.recovery.strategy", "none")),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** A consumer without a group, for {@code assign()}, whose fetches wait long for new records. */
  public Consumer<String, byte[]> tailConsumer() {
    // A longer wait saves little when idle, and after a restart of the broker the consumer's other
    // requests would queue behind its own long poll.
    return consumer(Map.of("fetch.max.wait.ms", "1000"));
  }

  /** A tail of a topic with few records: each empty fetch wakes worker and broker for nothing. */
  public Consumer<String, byte[]> seldomConsumer() {
    return consumer(Map.of("fetch.max.wait.ms", "5000"));
  }

  /**
   * A consumer without a group, for {@code assign()}, that reads existing records. Its fetches do
   * not wait at the broker: other requests on the connection would queue behind them.
   */
  public Consumer<String, byte[]> readConsumer() {
    return consumer(Map.of("fetch.max.wait.ms", "0"));
  }

  /** A tail that can commit offsets for its successor, although it joins no group. */
  public Consumer<String, byte[]> stewardConsumer() {
    return consumer(Map.of("group.id", topics.stewardGroup(), "fetch.max.wait.ms", "1000"));
  }

  /**
   * A member of the seats' group: a dead member's seat is free after 6 s, the least that brokers
   * allow by default. Cooperative, so that a survivor keeps its seat while others come and go. Not
   * static: a static member that leaves keeps its seat occupied.
   */
  public Consumer<String, byte[]> seatConsumer() {
    return consumer(
        Map.of(
            "group.id", topics.seats(),
            "group.protocol", "classic",
            "partition.assignment.strategy", CooperativeStickyAssignor.class.getName(),
            "session.timeout.ms", "6000",
            "heartbeat.interval.ms", "2000",
            "max.poll.interval.ms", "300000",
            "fetch.max.wait.ms", "5000"));
  }

  private Consumer<String, byte[]> consumer(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("allow.auto.create.topics", "false");
    return new KafkaConsumer<>(
        with(settings), new StringDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Closes without waiting: there is no group to leave, and an orderly close would wait for the
   * open fetch.
   */
  public static void closeAtOnce(Consumer<?, ?> consumer) {
    close(consumer, Duration.ZERO);
  }

  public static void close(Consumer<?, ?> consumer, Duration patience) {
    quietly(() -> consumer.close(CloseOptions.timeout(patience)));
  }

  /**
   * Closes a consumer that may fail to leave its group, for example after its login was revoked. By
   * then it has released everything. The failure must not hide the one that caused the close, and
   * must not end a thread with a stack trace.
   */
  public static void quietly(Runnable close) {
    try {
      close.run();
    } catch (KafkaException e) {
      LOG.debug("A consumer could not leave its group", e);
    }
  }

  /**
   * A member of a lane's share group that never holds more than {@code maxRecords} and must
   * acknowledge each.
   *
   * <p>Its fetch waits at the broker for one second at most, because a close waits for the fetch.
   *
   * <p>The group never removes it for not polling: a worker whose slots are all busy may not poll
   * for hours, and that does not block the lane's single partition for others.
   */
  public KafkaShareConsumer<String, byte[]> shareConsumer(String group, int maxRecords) {
    return new KafkaShareConsumer<>(
        with(
            Map.of(
                "group.id",
                group,
                "share.acknowledgement.mode",
                "explicit",
                "share.acquire.mode",
                "record_limit",
                "max.poll.records",
                String.valueOf(maxRecords),
                "max.poll.interval.ms",
                String.valueOf(Integer.MAX_VALUE),
                "connections.max.idle.ms",
                String.valueOf(Integer.MAX_VALUE),
                "fetch.max.wait.ms",
                "1000")),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  Properties with(Map<String, String> ours) {
    Properties all = new Properties();
    // JMX beans and pushed telemetry cost start-up time, and nothing reads them.
    all.put("enable.metrics.push", "false");
    all.put("metric.reporters", "");
    all.putAll(properties);
    all.put("bootstrap.servers", address.await(RETURN_PATIENCE));
    all.keySet().removeAll(OURS);
    all.put(METADATA_AGE, String.valueOf(metadataAge().toMillis()));
    all.putAll(ours);
    return all;
  }
}
