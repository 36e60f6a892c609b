package dev.handoff.log.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.log.Installation;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class KeyLogBrokerTest {

  private static final List<String> NO_USES =
      Arrays.asList(
          null,
          "",
          "null",
          "{}",
          "[]",
          "{\"submitter\": \"ann\", \"key\": \"nightly\"}",
          "{\"submitter\": null, \"key\": 7}");

  @Test
  void whatIsNoUseOfAKeyIsSkipped(TestBroker broker) throws Exception {
    KafkaSettings settings = Installation.setUp(broker);
    try (RecordWriter writer = new RecordWriter(settings)) {
      KeyLog keys = new KeyLog(settings, writer);
      Instant now = Instant.now();
      KeyUse use =
          new KeyUse(
              now,
              "ann",
              "nightly",
              JobId.next(now, 0).text(),
              "0123456789abcdef".repeat(4),
              "a title");
      appendToAll(settings, writer);

      long last = keys.append(use).get(30, TimeUnit.SECONDS);

      assertThat(keys.usesUpTo(use, last, now.minusSeconds(60))).containsExactly(use);
    }
  }

  private static void appendToAll(KafkaSettings settings, RecordWriter writer) throws Exception {
    String topic = settings.topics().keys();
    for (int partition = 0; partition < writer.partitions(topic); partition++) {
      for (String value : NO_USES) {
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        writer
            .append(new ProducerRecord<>(topic, partition, "ann/nightly", bytes))
            .get(30, TimeUnit.SECONDS);
      }
    }
  }
}
