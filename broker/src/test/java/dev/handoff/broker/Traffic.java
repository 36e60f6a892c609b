package dev.handoff.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** The traffic that the tests of the broker send: one topic with one partition. */
final class Traffic {
  private static final TopicPartition TOPIC = new TopicPartition("traffic", 0);

  private Traffic() {}

  static void createTopic(Map<String, String> client) throws Exception {
    try (Admin admin = Admin.create(Map.copyOf(client))) {
      admin.createTopics(List.of(new NewTopic(TOPIC.topic(), 1, (short) 1))).all().get();
    }
  }

  static void produce(Map<String, String> client, String value)
      throws InterruptedException, ExecutionException {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(Map.copyOf(client), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC.topic(), value)).get();
    }
  }

  /** All values of the topic. */
  static List<String> consume(Map<String, String> client) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.copyOf(client), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(TOPIC));
      consumer.seekToBeginning(List.of(TOPIC));
      ConsumerRecords<String, String> records =
          Awaitility.await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> consumer.poll(Duration.ofSeconds(1)), polled -> !polled.isEmpty());
      return records.records(TOPIC).stream().map(ConsumerRecord::value).toList();
    }
  }
}
