package dev.handoff.log.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.json.Json;
import dev.handoff.log.Installation;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class LivingWorkersBrokerTest {

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONG_AGO = Duration.ofMinutes(10);

  private KafkaSettings settings;
  private RecordWriter writer;
  private LivingWorkers workers;

  @BeforeEach
  void setUp(TestBroker broker) {
    settings = Installation.setUp(broker);
    writer = new RecordWriter(settings);
    workers = new LivingWorkers(settings, Duration.ofSeconds(2));
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void whoHasBeatenJustNowLives() throws Exception {
    beat("old", Duration.ofSeconds(90));
    beat("new", Duration.ZERO);

    assertThat(heard()).containsExactly("new");
  }

  @Test
  void aBeatWithoutAKeyIsNoWorkers() throws Exception {
    beat("new", Duration.ofSeconds(1));
    byte[] value = Json.tolerant().write(SomeBeats.idle(Instant.now(), "keyless"));
    writer.append(new ProducerRecord<>(settings.topics().workers(), 0, null, value)).join();

    assertThat(heard()).containsExactly("new");
  }

  @Test
  void whoSaidThatItStopsLivesNoMoreUntilItStartsAgain() throws Exception {
    beat("stays", Duration.ofSeconds(3));
    beat("stops", Duration.ofSeconds(2));
    append(SomeBeats.idle(Instant.now().minusSeconds(1), "stops").last());

    assertThat(heard()).containsExactly("stays");

    beat("stops", Duration.ZERO);

    assertThat(heard()).containsExactly("stays", "stops");
  }

  @Test
  void nobodyLivesWhenTheOnlyOneStopped() throws Exception {
    beat("stops", Duration.ofSeconds(1));
    append(SomeBeats.idle(Instant.now(), "stops").last());

    assertThat(heard()).isEmpty();
  }

  @Test
  void nobodyLivesWhenAllHaveGoneSilent() throws Exception {
    beat("dead", LONG_AGO);

    assertThat(heard()).isEmpty();
  }

  @Test
  void whoIsHeardLivesThoughClocksDisagree() throws Exception {
    beat("behind", LONG_AGO);
    ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
    try {
      beats.scheduleAtFixedRate(() -> beat("behind", LONG_AGO), 0, 100, TimeUnit.MILLISECONDS);

      assertThat(heard()).containsExactly("behind");
    } finally {
      beats.shutdownNow();
    }
  }

  private List<String> heard() {
    return workers.heard(WITHIN, PATIENCE).stream().map(WorkerBeat::worker).toList();
  }

  private void beat(String worker, Duration ago) {
    append(SomeBeats.idle(Instant.now().minus(ago), worker));
  }

  private void append(WorkerBeat beat) {
    writer
        .append(
            new ProducerRecord<>(
                settings.topics().workers(),
                0,
                beat.at().toEpochMilli(),
                beat.worker(),
                Json.tolerant().write(beat)))
        .join();
  }
}
