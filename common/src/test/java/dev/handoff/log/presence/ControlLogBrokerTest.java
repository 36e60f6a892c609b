package dev.handoff.log.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.log.Installation;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.presence.StopOrder.Why;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class ControlLogBrokerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String JOB = "task-000000000401zzzzzzzzzzzzzw";

  private static final List<String> NO_ORDERS =
      Arrays.asList(
          null,
          "",
          "null",
          "{}",
          "[]",
          "{\"at\": \"2026-11-21T10:00:00Z\", \"worker\": \"w\", \"job\": \"%s\", \"attempt\": 1}"
              .formatted(JOB),
          "{\"at\": 7, \"worker\": null}");

  private final List<StopOrder> heard = new CopyOnWriteArrayList<>();

  private KafkaSettings settings;
  private RecordWriter writer;
  private ControlLog control;
  private ControlLog.Orders orders;

  @BeforeEach
  void setUp(TestBroker broker) {
    settings = Installation.setUp(broker);
    writer = new RecordWriter(settings);
    control = new ControlLog(settings, writer);
    orders = control.follow("w", heard::add);
  }

  @AfterEach
  void close() {
    orders.close();
    writer.close();
  }

  @Test
  void whatIsNoOrderIsSkippedAndTheNextOneObeyed() throws Exception {
    StopOrder first = new StopOrder(Instant.EPOCH, "w", JOB, 1, "L", Why.CANCELLED);
    StopOrder next = new StopOrder(Instant.EPOCH, "w", JOB, 2, "M", Why.SUPERSEDED);
    // Only what comes from now on is told: the first is given again until that has begun.
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              append(first);
              return !heard.isEmpty();
            });

    for (String value : NO_ORDERS) {
      byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
      writer
          .append(new ProducerRecord<>(settings.topics().control(), 0, "w", bytes))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    append(next);

    await().atMost(PATIENCE).until(() -> heard.contains(next));
    assertThat(heard).containsOnly(first, next);
  }

  private void append(StopOrder order) throws Exception {
    control.append(order).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
