package dev.handoff.log;

import static dev.handoff.log.RecordForms.consumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.SomeEvents;
import dev.handoff.json.Json;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.SigningKey;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Whose signs of life count where a trust file says whose do. */
class BeatReaderTest {

  private final Signatures signatures = Keys.signing(null);
  private final BeatReader reader = new BeatReader(Keys.reading(signatures));

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
  void withoutATrustFileEveryBeatCounts() {
    BeatReader open = new BeatReader(Keys.reading(Signatures.none()));

    assertThat(open.read(consumed(beat(1, null)))).isPresent();
    assertThat(open.read(consumed(beat(1, null)))).isPresent();
  }

  private static ProducerRecord<String, byte[]> beat(long sequence, SigningKey key) {
    WorkerBeat beat = SomeBeats.idle(SomeEvents.AT, "w");
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>("handoff.workers", 0, "w", Json.tolerant().write(beat));
    EventCodec.put(record.headers(), BeatReader.SEQUENCE, String.valueOf(sequence));
    Signatures.of(key, null).sign(record);
    return record;
  }
}
