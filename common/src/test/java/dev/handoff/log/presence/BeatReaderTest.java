package dev.handoff.log.presence;

import static dev.handoff.log.RecordForms.consumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.SomeEvents;
import dev.handoff.json.Json;
import dev.handoff.log.Keys;
import dev.handoff.log.Signatures;
import dev.handoff.log.TextHeader;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose signs of life count where a trust file says whose do. */
class BeatReaderTest {

  private final Signatures signatures = Keys.signing(null);
  private final AtomicLong clock = new AtomicLong();
  private final BeatReader reader = new BeatReader(Keys.reading(signatures), clock::get);

  @Test
  void aWorkersKeyBeats() {
    assertThat(reader.read(consumed(beat(1, Keys.WORKER))))
        .hasValueSatisfying(beat -> assertThat(beat.worker()).isEqualTo("w"));
  }

  @Test
  void nobodyElseKeepsAWorkersLeases() {
    assertThat(reader.read(consumed(beat(1, Keys.ANN)))).isEmpty();
    assertThat(reader.read(consumed(beat(2, null)))).isEmpty();
    assertThat(signatures.refused(Distrust.NOT_ALLOWED)).isOne();
    assertThat(signatures.refused(Distrust.UNSIGNED)).isOne();
  }

  @Test
  void aDeadWorkersOldBeatsDoNotCountAgain() {
    ProducerRecord<String, byte[]> first = beat(1, Keys.WORKER);
    assertThat(reader.read(consumed(first))).isPresent();
    assertThat(reader.read(consumed(beat(2, Keys.WORKER)))).isPresent();

    assertThat(reader.read(consumed(first))).isEmpty();

    assertThat(signatures.refused(Distrust.REPLAYED)).isOne();
    assertThat(reader.read(consumed(beat(3, Keys.WORKER)))).isPresent();
  }

  @Test
  void copiesOfADeadWorkersBeatsDoNotKeepItAliveForAReaderThatBeganLater() {
    reader.beginAt(1000);
    assertThat(reader.read(consumed(beat(1, 970, Keys.WORKER), 1000))).isPresent();
    clock.addAndGet(BeatReader.PROVEN_WITHIN.toNanos());

    assertThat(reader.read(consumed(beat(2, 973, Keys.WORKER), 1001))).isEmpty();
    assertThat(reader.read(consumed(beat(3, 976, Keys.WORKER), 1002))).isEmpty();

    assertThat(signatures.refused(Distrust.REPLAYED)).isEqualTo(2);
  }

  @Test
  void workerThatWasToldOfALaterBeatLives() {
    reader.beginAt(1000);
    assertThat(reader.read(consumed(beat(1, 970, Keys.WORKER), 1001))).isPresent();
    assertThat(reader.read(consumed(beat(2, 1001, Keys.WORKER), 1004))).isPresent();
    clock.addAndGet(BeatReader.PROVEN_WITHIN.toNanos());

    assertThat(reader.read(consumed(beat(3, 1001, Keys.WORKER), 1007))).isPresent();
    assertThat(reader.read(consumed(beat(1, 970, Keys.WORKER), 1008))).isEmpty();
  }

  @Test
  void workerWhoseAnswersComeLateLives() {
    reader.beginAt(1000);
    assertThat(reader.read(consumed(beat(1, -1, Keys.WORKER), 1000))).isPresent();
    clock.addAndGet(BeatReader.PROVEN_WITHIN.toNanos());
    assertThat(reader.read(consumed(beat(2, -1, Keys.WORKER), 1001))).isEmpty();

    assertThat(reader.read(consumed(beat(3, 1000, Keys.WORKER), 1002))).isPresent();
  }

  @Test
  void offsetOfABeatThatIsYetToComeProvesNothing() {
    reader.beginAt(1000);
    assertThat(reader.read(consumed(beat(1, 5000, Keys.WORKER), 1000))).isPresent();
    clock.addAndGet(BeatReader.PROVEN_WITHIN.toNanos());

    assertThat(reader.read(consumed(beat(2, 5003, Keys.WORKER), 1001))).isEmpty();
  }

  @Test
  void workersLiveOnWhenTheTopicIsMadeAnew() {
    reader.beginAt(1000);
    assertThat(reader.read(consumed(beat(1, 970, Keys.WORKER), 0))).isPresent();
    clock.addAndGet(BeatReader.PROVEN_WITHIN.toNanos());

    assertThat(reader.read(consumed(beat(2, 0, Keys.WORKER), 3))).isPresent();
  }

  @Test
  void workersOfAnOlderBuildNeedNoProof() {
    reader.beginAt(1000);
    assertThat(reader.read(consumed(beat(1, Keys.WORKER), 1000))).isPresent();
    clock.addAndGet(BeatReader.PROVEN_WITHIN.toNanos());

    assertThat(reader.read(consumed(beat(2, Keys.WORKER), 1001))).isPresent();
  }

  @Test
  void withoutATrustFileEveryBeatCounts() {
    BeatReader open = new BeatReader(Keys.reading(Signatures.none()));

    assertThat(open.read(consumed(beat(1, null)))).isPresent();
    assertThat(open.read(consumed(beat(1, null)))).isPresent();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "{\"at\": \"2026-11-21T10:00:00Z\", \"worker\": \"w\", \"pid\": 7}",
        "{\"at\": \"2026-11-21T10:00:00Z\", \"worker\": null, \"pid\": 7, \"running\": []}",
        "{\"at\": \"2026-11-21T10:00:00Z\", \"worker\": \"w\", \"pid\": 7, \"running\": [null]}",
        "{\"at\": \"2026-11-21T10:00:00Z\", \"worker\": \"w\", \"pid\": \"x\", \"running\": []}"
      })
  void whatIsNoBeatIsSkippedAndTheNextOneRead(String value) {
    BeatReader open = new BeatReader(Keys.reading(Signatures.none()));
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);

    assertThat(open.read(consumed(new ProducerRecord<>("handoff.workers", 0, "w", bytes))))
        .isEmpty();

    assertThat(open.read(consumed(unsigned(1)))).isPresent();
  }

  private static ProducerRecord<String, byte[]> beat(
      long sequence, long acknowledged, SigningKey key) {
    ProducerRecord<String, byte[]> record = unsigned(sequence);
    TextHeader.put(record.headers(), BeatReader.ACKNOWLEDGED, String.valueOf(acknowledged));
    Signatures.of(key, null).sign(record);
    return record;
  }

  private static ProducerRecord<String, byte[]> beat(long sequence, SigningKey key) {
    ProducerRecord<String, byte[]> record = unsigned(sequence);
    Signatures.of(key, null).sign(record);
    return record;
  }

  private static ProducerRecord<String, byte[]> unsigned(long sequence) {
    WorkerBeat beat = SomeBeats.idle(SomeEvents.AT, "w");
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>("handoff.workers", 0, "w", Json.tolerant().write(beat));
    TextHeader.put(record.headers(), BeatReader.SEQUENCE, String.valueOf(sequence));
    return record;
  }
}
