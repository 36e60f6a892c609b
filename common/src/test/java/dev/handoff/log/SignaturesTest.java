package dev.handoff.log;

import static dev.handoff.log.RecordForms.consumed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.trust.Distrust;
import dev.handoff.trust.Role;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustSource;
import dev.handoff.trust.UntrustedException;
import java.time.Instant;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What a process signs with, whom it believes, and how it counts what it refuses. */
class SignaturesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final Signatures signatures = Keys.signing(Keys.ANN);

  private static Signatures warning() {
    return Signatures.of(Keys.BOB, TrustSource.of(Keys.trust(Trust.Mode.WARN)));
  }

  private static ConsumerRecord<String, byte[]> at(long offset) {
    return consumed(new ProducerRecord<>("handoff.status", 0, "task-1", new byte[0]), offset);
  }

  private void refuse(long fromOffset, long toOffset) {
    LongStream.range(fromOffset, toOffset)
        .forEach(offset -> signatures.refuses(at(offset), Distrust.UNSIGNED));
  }

  @Test
  void whoHasAKeySignsWithIt() {
    assertThat(signatures.key()).contains(Keys.ANN);
    assertThat(signatures).hasToString("signed by key " + Keys.ANN.kid() + " of ann");
  }

  @Test
  void whoHasNoKeySignsNothing() {
    assertThat(Keys.signing(null).key()).isEmpty();
    assertThat(Keys.signing(null)).hasToString("unsigned");
  }

  @Test
  void signaturesAreNeedlessOnlyWhereThatIsSaid() {
    assertThat(Signatures.needless().isNeedless()).isTrue();
    assertThat(Signatures.none().isNeedless()).isFalse();
    assertThat(signatures.isNeedless()).isFalse();
  }

  @Test
  void withoutKeyAndTrustThereIsNothingToDo() {
    assertThat(Signatures.of(null, null)).isSameAs(Signatures.none());
  }

  @Test
  void theTrustIsThatOfItsSource() {
    assertThat(signatures.trust()).isSameAs(Keys.TRUST);
  }

  @Test
  void whereTrustIsEnforcedAProcessMustBeBelievedItself() {
    assertThat(signatures.requireOwn(NOW, Role.SUBMITTER).orElseThrow().name()).isEqualTo("ann");
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> signatures.requireOwn(NOW, Role.WORKER));
  }

  @Test
  void whereTrustOnlyWarnsNobodyMustBeBelieved() {
    assertThat(warning().requireOwn(NOW, Role.WORKER)).isEmpty();
  }

  @Test
  void withoutATrustFileNobodyMustBeBelieved() {
    assertThat(Signatures.of(Keys.ANN, null).requireOwn(NOW, Role.WORKER)).isEmpty();
  }

  /** Else a fold would see the event at its first look alone. */
  @Test
  void whereTrustOnlyWarnsARecordCountsAlsoWhenItIsReadAgain() {
    Signatures warning = warning();

    assertThat(warning.refuses(at(7), Distrust.UNSIGNED)).isFalse();
    assertThat(warning.refuses(at(7), Distrust.UNSIGNED)).isFalse();
  }

  @Test
  void tenThousandRefusedRecordsAreRemembered() {
    refuse(0, 10_000);

    refuse(0, 1);

    assertThat(signatures.refused(Distrust.UNSIGNED)).isEqualTo(10_000);
  }

  @Test
  void theOldestIsForgottenForTheNextAndIsCountedAgain() {
    refuse(0, 10_001);

    refuse(1, 2);
    refuse(0, 1);

    assertThat(signatures.refused(Distrust.UNSIGNED)).isEqualTo(10_002);
  }

  @Test
  void theFirstTenAreToldAndThenEverFewer() {
    assertThat(LongStream.rangeClosed(1, 130).filter(Signatures::isTold))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 16L, 32L, 64L, 128L);
  }

  @Test
  void aRecordIsToldByItsKeyAndTheKeyThatSignedIt() {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>("handoff.status", 0, "task-1", new byte[0]);
    assertThat(Signatures.keyOf(consumed(record))).isEqualTo("task-1");

    TextHeader.put(record.headers(), "kid", "00ff");
    assertThat(Signatures.keyOf(consumed(record))).isEqualTo("task-1, kid 00ff");
  }

  @Test
  void whatAStrangerWroteNeitherBreaksALineOfTheLogNorFillsIt() {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>("handoff.status", 0, "a\nb\u001bc" + "x".repeat(95), new byte[0]);
    assertThat(Signatures.keyOf(consumed(record))).isEqualTo("a?b?c" + "x".repeat(95));

    TextHeader.put(record.headers(), "kid", "00ff");
    assertThat(Signatures.keyOf(consumed(record))).isEqualTo("a?b?c" + "x".repeat(95));
  }
}
