package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.OwnBroker;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@OwnBroker
class RecordWriterBrokerTest {

  private final String topic;
  private final RecordWriter writer;

  RecordWriterBrokerTest(TestBroker broker) {
    KafkaSettings settings = Installation.setUp(broker);
    topic = settings.topics().status();
    writer = new RecordWriter(settings);
    writer.partitions(topic);
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void tellsTheOffset() throws Exception {
    for (long expected = 0; expected < 3; expected++) {
      assertThat(writer.append(record(0, now())).get(30, TimeUnit.SECONDS)).isEqualTo(expected);
    }
  }

  @Test
  void aRefusedRecordFailsNoneOfItsNeighbours() throws Exception {
    int count = 2_000;
    List<CompletableFuture<Long>> appends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean isRefused = i % 10 == 3;
      appends.add(writer.append(record(0, isRefused ? aDayAhead() : now())));
    }

    Set<Long> offsets = new HashSet<>();
    for (int i = 0; i < count; i++) {
      CompletableFuture<Long> append = appends.get(i);
      if (i % 10 == 3) {
        assertThatThrownBy(() -> append.get(30, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(ApiException.class);
      } else {
        offsets.add(append.get(30, TimeUnit.SECONDS));
      }
    }
    assertThat(offsets).hasSize(count - count / 10);
  }

  @Test
  void recordsThatFillLargeBatchesArriveInATopicThatTakesSmallOnesOnly(TestBroker broker)
      throws Exception {
    String small = topic(broker, "small", "20000");
    writer.fitBatches(20_000);
    List<CompletableFuture<Long>> appends = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      appends.add(writer.append(new ProducerRecord<>(small, 0, now(), "key", new byte[1_000])));
    }

    CompletableFuture.allOf(appends.toArray(CompletableFuture<?>[]::new)).get(30, TimeUnit.SECONDS);
  }

  /** Those that wait for buffer space in the old client meanwhile are sent by the new one. */
  @Test
  void noRecordFailsWhileBatchesBecomeSmaller() throws Exception {
    List<CompletableFuture<Long>> appends = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean isOver = new AtomicBoolean();
    List<CompletableFuture<Void>> appending = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      appending.add(
          CompletableFuture.runAsync(
              () -> {
                while (!isOver.get()) {
                  appends.add(writer.append(large()));
                }
              },
              task -> new Thread(task).start()));
    }
    await().until(() -> appends.size() > 100);
    writer.fitBatches(0);
    int before = appends.size();
    await().until(() -> appends.size() > before + 10);
    isOver.set(true);
    CompletableFuture.allOf(appending.toArray(CompletableFuture<?>[]::new))
        .get(60, TimeUnit.SECONDS);

    CompletableFuture.allOf(appends.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
  }

  private ProducerRecord<String, byte[]> large() {
    return new ProducerRecord<>(topic, 0, now(), "key", new byte[500 * 1024]);
  }

  @Test
  void thatNothingWasResentIsNotSaidAcrossTheChangeToSmallerBatches() {
    long before = writer.resends();
    writer.fitBatches(0);

    assertThat(writer.resends()).isNotEqualTo(before);
  }

  @Test
  void largeBatchesStayWhereTopicsTakeThem() {
    long before = writer.resends();
    writer.fitBatches(1024 * 1024);

    assertThat(writer.resends()).isEqualTo(before);
  }

  private static String topic(TestBroker broker, String name, String largest) throws Exception {
    String topic = broker.topicPrefix() + name;
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(broker.clientProperties()))) {
      NewTopic wanted = new NewTopic(topic, 1, (short) 1);
      admin.createTopics(List.of(wanted.configs(Map.of("max.message.bytes", largest)))).all().get();
    }
    return topic;
  }

  @Test
  void failsARecordThatIsTooLarge() {
    ProducerRecord<String, byte[]> large =
        new ProducerRecord<>(topic, 0, now(), "key", new byte[3 * 1024 * 1024]);

    assertThatThrownBy(() -> writer.append(large).get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(RecordTooLargeException.class);
  }

  @Test
  void acknowledgesAcrossARestartOfTheBroker(TestBroker broker) throws Exception {
    writer.append(record(0, now())).get(30, TimeUnit.SECONDS);
    broker.stop();
    CompletableFuture<Long> append = writer.append(record(0, now()));

    assertThat(append).isNotDone();
    broker.start();

    assertThat(append.get(30, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void callsNothingDoneAfterItWasClosed() {
    writer.close();

    assertThat(writer.append(record(0, now()))).failsWithin(Duration.ofSeconds(20));
  }

  private ProducerRecord<String, byte[]> record(int partition, long timestamp) {
    return new ProducerRecord<>(topic, partition, timestamp, "key", new byte[] {1, 2, 3});
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private static long aDayAhead() {
    return now() + Duration.ofDays(1).toMillis();
  }
}
