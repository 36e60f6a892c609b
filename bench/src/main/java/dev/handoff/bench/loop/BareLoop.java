package dev.handoff.bench.loop;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The minimum cost of work over Kafka: produce, share-consume, produce, consume. Two records of 100
 * bytes, no format, no state, no guarantees. Topics and clients have the settings of Handoff's.
 */
final class BareLoop implements Loop {

  private static final int ANSWER_PARTITIONS = TopicSettings.LOCAL.partitions();
  private static final byte[] VALUE = new byte[100];

  private final String requests;
  private final String answers;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();
  private final Thread thread = new Thread(this::listen, "bare-answers");

  BareLoop(KafkaSettings kafka) {
    this.requests = requests(kafka);
    this.answers = answers(kafka);
    this.producer = producer(kafka);
    this.consumer =
        new KafkaConsumer<>(
            with(kafka, Map.of("fetch.max.wait.ms", "1000", "auto.offset.reset", "earliest")),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        IntStream.range(0, ANSWER_PARTITIONS)
            .mapToObj(partition -> new TopicPartition(answers, partition))
            .toList());
    consumer.seekToEnd(List.of());
    consumer.assignment().forEach(consumer::position); // fetches it now, not at the first poll
    producer.partitionsFor(requests);
    thread.setDaemon(true);
    thread.start();
  }

  private static String requests(KafkaSettings kafka) {
    return kafka.topics().prefix() + ".bare.requests";
  }

  private static String answers(KafkaSettings kafka) {
    return kafka.topics().prefix() + ".bare.answers";
  }

  static void createTopics(KafkaSettings kafka) throws ExecutionException, InterruptedException {
    try (Admin admin = kafka.admin()) {
      admin
          .createTopics(
              Set.of(
                  new NewTopic(requests(kafka), 1, (short) 1),
                  new NewTopic(answers(kafka), ANSWER_PARTITIONS, (short) 1)))
          .all()
          .get();
    }
  }

  /**
   * Sends until an answer comes: a share group begins where the log ends when it is first joined.
   */
  void awaitEcho() throws ExecutionException, InterruptedException {
    while (true) {
      try {
        send().get(1, TimeUnit.SECONDS);
        waiting.clear();
        return;
      } catch (TimeoutException e) {
        // not there yet
      }
    }
  }

  @Override
  public CompletableFuture<?> send() {
    String key = String.valueOf(number.incrementAndGet());
    CompletableFuture<Void> answered = new CompletableFuture<>();
    waiting.put(key, answered);
    producer.send(new ProducerRecord<>(requests, 0, key, VALUE), onFailure(answered));
    return answered;
  }

  private static org.apache.kafka.clients.producer.Callback onFailure(CompletableFuture<?> future) {
    return (metadata, failure) -> {
      if (failure != null) {
        future.completeExceptionally(failure);
      }
    };
  }

  private void listen() {
    try (consumer) {
      while (true) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(30))) {
          CompletableFuture<Void> answered = waiting.remove(record.key());
          if (answered != null) {
            answered.complete(null);
          }
        }
      }
    } catch (WakeupException e) {
      // close() was called
    }
  }

  /** The other side: answers every request until the process ends. */
  static void echo(KafkaSettings kafka, int maxRecords, Runnable onStart) {
    String answers = answers(kafka);
    try (KafkaProducer<String, byte[]> producer = producer(kafka);
        KafkaShareConsumer<String, byte[]> consumer = shareConsumer(kafka, maxRecords)) {
      Thread echo = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(echo, consumer)));
      producer.partitionsFor(answers);
      consumer.subscribe(List.of(requests(kafka)));
      onStart.run();
      while (true) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(30))) {
          producer.send(new ProducerRecord<>(answers, record.key(), record.value()));
          consumer.acknowledge(record);
        }
        consumer.commitAsync();
      }
    } catch (WakeupException e) {
      // the process ends
    }
  }

  /** A JVM exits without waiting for its main thread, which must leave the group first. */
  private static void end(Thread echo, KafkaShareConsumer<?, ?> consumer) {
    consumer.wakeup();
    try {
      echo.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static KafkaProducer<String, byte[]> producer(KafkaSettings kafka) {
    return new KafkaProducer<>(
        with(kafka, Map.of("acks", "all", "linger.ms", "0", "batch.size", "131072")),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static KafkaShareConsumer<String, byte[]> shareConsumer(KafkaSettings kafka, int max) {
    return new KafkaShareConsumer<>(
        with(
            kafka,
            Map.of(
                "group.id", kafka.topics().prefix() + ".bare",
                "share.acknowledgement.mode", "explicit",
                "share.acquire.mode", "record_limit",
                "max.poll.records", String.valueOf(max),
                "fetch.max.wait.ms", "1000")),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static Properties with(KafkaSettings kafka, Map<String, String> more) {
    Properties all = new Properties();
    all.put("enable.metrics.push", "false");
    all.put("metric.reporters", "");
    all.putAll(kafka.properties());
    all.putAll(more);
    return all;
  }

  @Override
  public void close() {
    consumer.wakeup();
    producer.close();
  }
}
