package dev.handoff.log.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.job.SomeEvents;
import dev.handoff.log.Installation;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Keys;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Signatures;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.trust.Distrust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A dead worker's beats, appended again in their order, before a steward that came after them. */
@ExtendWith(BrokerExtension.class)
class CopiedBeatsBrokerTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int BEATS = 200;

  private final Signatures signatures = Keys.signing(Keys.WORKER);
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isAtEnd = new AtomicBoolean();
  private KafkaSettings settings;
  private RecordWriter writer;

  @BeforeEach
  void setUp(TestBroker broker) {
    settings = Installation.setUp(broker).with(signatures);
    writer = new RecordWriter(settings);
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void stopToCountAndTheLivingWorkersBeatsDoNot() {
    BeatLog dead = new BeatLog(settings, writer);
    for (int beat = 0; beat < BEATS; beat++) {
      dead.append(SomeBeats.idle(SomeEvents.AT, "dead")).join();
    }
    List<ProducerRecord<String, byte[]>> copies = copies();
    BeatLog living = new BeatLog(settings, writer);
    try (LogFeed feed = new LogFeed(settings, List.of(new Listener()))) {
      feed.start();
      await().atMost(LIMIT).untilTrue(isAtEnd);

      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(250))
          .until(
              () -> {
                writer.append(copies.remove(0)).join();
                living.append(SomeBeats.idle(SomeEvents.AT, "living")).join();
                return signatures.refused(Distrust.REPLAYED) > 2;
              });
      heard.clear();
      writer.append(copies.remove(0)).join();
      living.append(SomeBeats.idle(SomeEvents.AT, "living")).join();

      await().atMost(LIMIT).until(() -> heard.contains("living"));
      assertThat(heard).doesNotContain("dead");
    }
  }

  private List<ProducerRecord<String, byte[]>> copies() {
    TopicPartition workers = new TopicPartition(settings.topics().workers(), 0);
    List<ProducerRecord<String, byte[]>> copies = new ArrayList<>();
    try (Consumer<String, byte[]> consumer = settings.readConsumer()) {
      consumer.assign(List.of(workers));
      consumer.seekToBeginning(List.of(workers));
      while (copies.size() < BEATS) {
        for (ConsumerRecord<String, byte[]> beat : consumer.poll(Duration.ofMillis(100))) {
          copies.add(
              new ProducerRecord<>(beat.topic(), 0, beat.key(), beat.value(), beat.headers()));
        }
      }
    }
    return copies;
  }

  private final class Listener implements LogFeed.Listener {

    @Override
    public void onBegin(Map<Integer, Long> toldBefore) {
      isAtEnd.set(true);
    }

    @Override
    public void onEvent(RecordedEvent event) {}

    @Override
    public void onBeat(WorkerBeat beat) {
      heard.add(beat.worker());
    }
  }
}
