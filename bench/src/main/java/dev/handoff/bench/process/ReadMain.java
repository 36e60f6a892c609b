package dev.handoff.bench.process;

import dev.handoff.job.JobId;
import dev.handoff.log.Answers;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Looks up a job's end with only a consumer: no command line, no JSON, no report. Arguments: those
 * of {@code handoff await ID --command-config FILE --topic-prefix PREFIX}.
 */
public final class ReadMain {

  private ReadMain() {}

  public static void main(String[] arguments) throws Exception {
    JobId job = new JobId(arguments[1]);
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(arguments[3]))) {
      properties.load(file);
    }
    properties.put("fetch.max.wait.ms", "0");
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    properties.put("metric.reporters", "");
    properties.put("enable.metrics.push", "false");
    TopicPartition partition = new TopicPartition(arguments[5] + ".status", job.partition());
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    long since = job.submittedAt().toEpochMilli();
    long start =
        Answers.about(partition, consumer.offsetsForTimes(Map.of(partition, since))).offset();
    consumer.assign(List.of(partition));
    consumer.seek(partition, start);
    String end = null;
    while (end == null) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        String type = new String(record.headers().lastHeader("ce_type").value());
        if (record.key().equals(job.text()) && type.contains("completed")) {
          end = new String(record.value());
        }
      }
    }
    System.out.println(end);
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
