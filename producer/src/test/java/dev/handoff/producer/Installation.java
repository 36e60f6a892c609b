package dev.handoff.producer;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The topics of one test, with the lane standard and four partitions. */
public record Installation(TestBroker broker, KafkaSettings settings) {

  private static final int PARTITIONS = 4;

  static Installation on(TestBroker broker) {
    Topics topics = new Topics(broker.topicPrefix());
    KafkaSettings settings = new KafkaSettings(broker.clientProperties(), topics);
    try (Admin admin = settings.admin()) {
      new TopicSetup(admin, topics, new TopicSettings(PARTITIONS, Duration.ofDays(7)))
          .ensure(Set.of("standard"));
    }
    return new Installation(broker, settings);
  }

  static Brief brief(String goal) {
    return brief(goal, "");
  }

  static Brief brief(String goal, String more) {
    String yaml = "goal: " + goal + "\nrun: {handler: show}\n" + more;
    return new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  JobState read(JobId job) throws Exception {
    try (StatusLog log = new StatusLog(settings, null, null)) {
      return log.read(job, null).get(30, TimeUnit.SECONDS);
    }
  }

  /** The keys of all records that wait in the lane. */
  List<String> inLane() {
    return keys(settings.topics().tasks("standard"), 1);
  }

  /** The jobs of all events, each as often as it has events. */
  List<String> events() {
    return keys(settings.topics().status(), PARTITIONS);
  }

  /** The values of a header of the job's events. */
  List<String> headers(JobId job, String name) {
    List<String> values = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records(settings.topics().status(), PARTITIONS)) {
      if (record.key().equals(job.text())) {
        record
            .headers()
            .headers(name)
            .forEach(header -> values.add(new String(header.value(), StandardCharsets.UTF_8)));
      }
    }
    return values;
  }

  private List<String> keys(String topic, int partitions) {
    return records(topic, partitions).stream().map(ConsumerRecord::key).toList();
  }

  private List<ConsumerRecord<String, byte[]>> records(String topic, int partitions) {
    List<TopicPartition> all = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.add(new TopicPartition(topic, partition));
    }
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.copyOf(broker.clientProperties()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long missing = consumer.endOffsets(all).values().stream().mapToLong(Long::longValue).sum();
      List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
      while (found.size() < missing) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          found.add(record);
        }
      }
      return found;
    }
  }
}
