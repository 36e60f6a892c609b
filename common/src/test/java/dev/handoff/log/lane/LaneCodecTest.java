package dev.handoff.log.lane;

import static dev.handoff.log.RecordForms.consumed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.job.JobId;
import dev.handoff.job.SomeEvents;
import dev.handoff.log.TextHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaneCodecTest {

  private static final JobId JOB = JobId.next(Instant.ofEpochMilli(1_700_000_000_000L), 3);

  @Test
  void readsAFirstAttemptBack() throws IOException {
    LaneRecord first = LaneRecord.first(JOB, SomeEvents.BRIEF);

    LaneRecord read = LaneCodec.decode(consumed(LaneCodec.encode("lane", first)));

    assertThat(read).isEqualTo(first);
    assertThat(read.attempt()).isEqualTo(1);
    assertThat(read.since()).isNull();
  }

  @Test
  void aFirstAttemptBelongsToTheTraceOfItsSubmitterBeforeTheSubmissionIsThere() throws IOException {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    LaneRecord first = LaneRecord.first(JOB, SomeEvents.BRIEF, trace);

    assertThat(LaneCodec.decode(consumed(LaneCodec.encode("lane", first)))).isEqualTo(first);
  }

  @Test
  void readsARetryBack() throws IOException {
    LaneRecord retry =
        new LaneRecord(JOB, SomeEvents.BRIEF, 4, new LaneRecord.FaultCounts(2, 1), 1L << 40);

    assertThat(LaneCodec.decode(consumed(LaneCodec.encode("lane", retry)))).isEqualTo(retry);
  }

  @Test
  void putsTheJobInTheKeyAndTheRecordInPartitionZero() {
    ProducerRecord<String, byte[]> record =
        LaneCodec.encode("lane", LaneRecord.first(JOB, SomeEvents.BRIEF));

    assertThat(record.key()).isEqualTo(JOB.text());
    assertThat(record.partition()).isZero();
    assertThat(record.topic()).isEqualTo("lane");
  }

  @ParameterizedTest
  @CsvSource({
    "attempt, one",
    "attempt, ''",
    "attempt, 0",
    "attempt, -1",
    "attempt, 99999999999",
    "charged-own, x",
    "charged-own, -1",
    "charged-system, 1.5",
    "charged-system, -1",
    "since, here",
    "since, -1"
  })
  void refusesHeadersThatAreNoNumbersOfTheirKind(String name, String value) {
    ProducerRecord<String, byte[]> record = valid();
    TextHeader.put(record.headers(), name, value);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LaneCodec.decode(consumed(record)))
        .withMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"attempt", "charged-own", "charged-system"})
  void refusesRecordsWithoutANeededHeader(String name) {
    ProducerRecord<String, byte[]> record = valid();
    record.headers().remove(name);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LaneCodec.decode(consumed(record)))
        .withMessage("header " + name + " must be there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"brief\":1}",
        "{\"brief\":1,\"baseline\":false}",
        "{\"goal\":\"g\"}"
      })
  void refusesValuesThatAreNoBrief(String value) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LaneCodec.decode(consumed(withValue(JOB.text(), value))))
        .withMessageContaining("rief");
  }

  @Test
  void refusesABriefWithFieldsThatNobodyKnows() {
    String brief = new String(valid().value(), StandardCharsets.UTF_8);
    String more = "{\"later\":1," + brief.substring(1);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LaneCodec.decode(consumed(withValue(JOB.text(), more))))
        .withMessageContaining("later");
  }

  @Test
  void refusesABriefOfALaterVersion() {
    String brief = new String(valid().value(), StandardCharsets.UTF_8);
    String later = brief.replace("\"brief\":1", "\"brief\":2,\"later\":{\"x\":1}");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LaneCodec.decode(consumed(withValue(JOB.text(), later))))
        .withMessage("version of the brief must be 1 for this build of Handoff, got: 2");
  }

  @Test
  void refusesAKeyThatIsNoJob() {
    String brief = new String(valid().value(), StandardCharsets.UTF_8);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LaneCodec.decode(consumed(withValue("order-7", brief))))
        .withMessageContaining("job id must be");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LaneCodec.decode(consumed(withValue(null, brief))));
  }

  @Test
  void refusesARecordWithoutValue() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LaneCodec.decode(consumed(withValue(JOB.text(), null))))
        .withMessage("key and value must be there");
  }

  private static ProducerRecord<String, byte[]> valid() {
    return LaneCodec.encode("lane", LaneRecord.first(JOB, SomeEvents.BRIEF));
  }

  private static ProducerRecord<String, byte[]> withValue(String key, String value) {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>("lane", 0, null, key, bytes, valid().headers());
  }
}
