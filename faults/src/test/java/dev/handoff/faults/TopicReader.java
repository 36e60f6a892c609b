package dev.handoff.faults;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.handoff.faults.History.Contents;
import dev.handoff.faults.History.FileName;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.json.Json;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads whole topics by offset, with nothing of the readers that are under test. */
final class TopicReader {

  private final KafkaSettings kafka;

  TopicReader(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** All there is now, those of a partition in offset order. */
  List<ConsumerRecord<String, byte[]>> records(String topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (Consumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  /**
   * How many beats of each worker stand on the log that were sent after this instant. Those that an
   * outage held up are older, and come all at once.
   */
  Map<String, Long> beatsSince(Instant instant) {
    return records(kafka.topics().workers()).stream()
        .map(record -> Json.tolerant().read(record.value(), WorkerBeat.class))
        .filter(beat -> beat.at().isAfter(instant))
        .collect(groupingBy(WorkerBeat::worker, counting()));
  }

  private Consumer<String, byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(kafka.properties());
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  List<RecordedEvent> events() {
    Map<String, Class<?>> types = new HashMap<>();
    eventTypes(JobEvent.class).forEach(type -> types.put(wireName(type), type));
    List<RecordedEvent> events = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records(kafka.topics().status())) {
      Class<?> type = types.get(header(record, "ce_type").orElseThrow());
      JobEvent event = (JobEvent) Json.tolerant().read(record.value(), type);
      events.add(new RecordedEvent(new JobId(record.key()), event, record.offset()));
    }
    return events;
  }

  private static Stream<Class<?>> eventTypes(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? eventTypes(type) : Stream.of(type));
  }

  private static String wireName(Class<?> type) {
    String words = type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    return "dev.handoff.job." + words.toLowerCase(Locale.ROOT) + ".v1";
  }

  Map<FileName, Contents> files() {
    Map<FileName, ByteArrayOutputStream> bytes = new HashMap<>();
    for (ConsumerRecord<String, byte[]> chunk : records(kafka.topics().artifacts())) {
      FileName name =
          new FileName(
              chunk.key(),
              header(chunk, "lease").orElseThrow(),
              header(chunk, "name").orElseThrow());
      bytes.computeIfAbsent(name, file -> new ByteArrayOutputStream()).writeBytes(chunk.value());
    }
    Map<FileName, Contents> files = new HashMap<>();
    bytes.forEach((name, all) -> files.put(name, contents(all.toByteArray())));
    return files;
  }

  static Contents contents(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Contents(bytes.length, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return Optional.ofNullable(header)
        .map(found -> new String(found.value(), StandardCharsets.UTF_8));
  }
}
