package dev.handoff.bench.follow;

import dev.handoff.bench.figure.Percentiles;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A bare consumer of the status topic: how late an event is without a gateway. Arguments: clients'
 * settings, prefix.
 */
public final class BareFollowerMain {

  /** The questions for its delays so far, in nanoseconds, and to forget them. */
  public static final String P50 = "p50";

  public static final String P90 = "p90";
  public static final String P99 = "p99";
  public static final String MAX = "max";
  public static final String COUNT = "count";
  public static final String FORGET = "forget";

  private BareFollowerMain() {}

  public static void main(String[] arguments) throws Exception {
    Percentiles delays = new Percentiles();
    JavaProcess.endWithParent(answers(delays));
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(arguments[0]))) {
      properties.load(file);
    }
    String topic = BrokerProcess.kafka(Path.of(arguments[0]), arguments[1]).topics().status();
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToEnd(all);
      all.forEach(consumer::position);
      System.out.println(JavaProcess.READY);
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          Stamp.find(record.value(), 0, record.value().length, delays::recordSince);
        }
      }
    }
  }

  private static Map<String, LongSupplier> answers(Percentiles delays) {
    return Map.of(
        P50, () -> nanosAt(delays, 50),
        P90, () -> nanosAt(delays, 90),
        P99, () -> nanosAt(delays, 99),
        MAX, () -> nanosAt(delays, 100),
        COUNT, delays::count,
        FORGET,
            () -> {
              delays.forget();
              return 0;
            });
  }

  private static long nanosAt(Percentiles delays, int percentile) {
    return (long) (delays.millisAt(percentile) * 1e6);
  }
}
