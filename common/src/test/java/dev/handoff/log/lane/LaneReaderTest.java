package dev.handoff.log.lane;

import static dev.handoff.log.RecordForms.consumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.job.SomeEvents;
import dev.handoff.log.Keys;
import dev.handoff.log.Signatures;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.Role;
import dev.handoff.trust.SigningKey;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustSource;
import dev.handoff.trust.TrustedKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Which records of a lane a worker may claim where a trust file says whose it runs. */
class LaneReaderTest {

  private static final String LANE = "handoff.tasks.standard";
  private static final JobId JOB = JobId.next(SomeEvents.AT, 5, "ann");
  private static final LaneRecord FIRST = LaneRecord.first(JOB, SomeEvents.BRIEF);
  private static final LaneRecord SECOND =
      new LaneRecord(JOB, SomeEvents.BRIEF, 2, new LaneRecord.FaultCounts(0, 1), 3L);

  private final LaneReader reader = new LaneReader(Keys.reading(Keys.signing(null)));

  @Test
  void whoMadeTheIdVouchesForTheFirstAttempt() {
    LaneDelivery delivery = read(signed(FIRST, Keys.ANN));

    assertThat(delivery.refusal()).isNull();
    assertThat(delivery.lane()).isEqualTo(FIRST);
    assertThat(delivery.signer().name()).isEqualTo("ann");
    assertThat(delivery.signer().role()).isEqualTo(Role.SUBMITTER);
  }

  @Test
  void aStewardVouchesForTheAttemptsThatFollow() {
    assertThat(read(signed(SECOND, Keys.WORKER)).signer().role()).isEqualTo(Role.WORKER);
    assertThat(read(signed(SECOND, Keys.ANN)).distrust())
        .as("whoever submits could have as many attempts as he likes")
        .isEqualTo(Distrust.NOT_ALLOWED);
  }

  @Test
  void oneKeyMayDoBoth() {
    Trust both =
        new Trust(
            Trust.Mode.ENFORCE,
            List.of(
                TrustedKey.of(Keys.ANN.publicKey(), Role.WORKER, "ann"),
                TrustedKey.of(Keys.ANN.publicKey(), Role.SUBMITTER, "ann")));
    LaneReader ofBoth = new LaneReader(Keys.reading(Signatures.of(null, TrustSource.of(both))));

    assertThat(ofBoth.read(consumed(signed(FIRST, Keys.ANN)), true, false).signer().role())
        .isEqualTo(Role.SUBMITTER);
    assertThat(ofBoth.read(consumed(signed(SECOND, Keys.ANN)), true, false).signer().role())
        .isEqualTo(Role.WORKER);
  }

  @Test
  void nobodyVouchesForTheJobsOfAnother() {
    assertThat(read(signed(FIRST, Keys.BOB)).distrust()).isEqualTo(Distrust.NOT_ALLOWED);
    assertThat(read(signed(FIRST, Keys.STRANGER)).distrust()).isEqualTo(Distrust.UNKNOWN_KEY);
    assertThat(read(LaneCodec.encode(LANE, FIRST)).distrust()).isEqualTo(Distrust.UNSIGNED);
  }

  @Test
  void aKeyThatHadExpiredWhenTheJobWasSubmittedDoesNotCount() {
    LaneRecord late = LaneRecord.first(JobId.next(SomeEvents.AT, 5, "old"), SomeEvents.BRIEF);

    assertThat(read(signed(late, Keys.OLD)).distrust()).isEqualTo(Distrust.EXPIRED);
  }

  /** Else a thief could have briefs run for as long as events are kept, by ids of the past. */
  @Test
  void anIdOfThePastDoesNotHideThatAKeyHasExpired() {
    JobId early = JobId.next(Instant.parse("2019-12-30T00:00:00Z"), 5, "old");
    ProducerRecord<String, byte[]> signed =
        signed(LaneRecord.first(early, SomeEvents.BRIEF), Keys.OLD);
    ProducerRecord<String, byte[]> late =
        new ProducerRecord<>(
            LANE, 0, SomeEvents.AT.toEpochMilli(), signed.key(), signed.value(), signed.headers());

    assertThat(read(signed).distrust()).isNull();
    assertThat(read(late).distrust()).isEqualTo(Distrust.EXPIRED);
  }

  @Test
  void aCopyInAnotherLaneDoesNotCount() {
    ProducerRecord<String, byte[]> record = signed(FIRST, Keys.ANN);
    ProducerRecord<String, byte[]> copy =
        new ProducerRecord<>(
            "handoff.tasks.gpu", 0, record.key(), record.value(), record.headers());

    assertThat(read(copy).distrust()).isEqualTo(Distrust.REPLAYED);
  }

  @Test
  void aCopyForAnotherJobDoesNotCount() {
    ProducerRecord<String, byte[]> record = signed(FIRST, Keys.ANN);
    ProducerRecord<String, byte[]> copy =
        new ProducerRecord<>(
            LANE, 0, JobId.next(SomeEvents.AT, 5, "ann").text(), record.value(), record.headers());

    assertThat(read(copy).distrust()).isEqualTo(Distrust.REPLAYED);
  }

  @Test
  void aBriefLiesInTheLaneThatItNames() {
    Brief elsewhere =
        new BriefReader()
            .read("goal: g\nlane: gpu\nrun: {handler: h}".getBytes(StandardCharsets.UTF_8));

    assertThat(read(signed(LaneRecord.first(JOB, elsewhere), Keys.ANN)).distrust())
        .isEqualTo(Distrust.NOT_ALLOWED);
  }

  @Test
  void aBriefThatWasAlteredDoesNotCount() {
    ProducerRecord<String, byte[]> record = signed(FIRST, Keys.ANN);
    String altered = new String(record.value(), StandardCharsets.UTF_8).replace("show", "hack");
    ProducerRecord<String, byte[]> copy =
        new ProducerRecord<>(
            LANE, 0, record.key(), altered.getBytes(StandardCharsets.UTF_8), record.headers());

    assertThat(read(copy).distrust()).isEqualTo(Distrust.BAD_SIGNATURE);
  }

  @Test
  void aRecordThatNobodyCanReadIsOnlySoIfSomebodyVouchesForIt() {
    ProducerRecord<String, byte[]> nonsense =
        new ProducerRecord<>(LANE, 0, JOB.text(), new byte[] {'{'});
    ProducerRecord<String, byte[]> signedNonsense =
        new ProducerRecord<>(LANE, 0, JOB.text(), new byte[] {'{'});
    Signatures.of(Keys.ANN, null).sign(signedNonsense);

    assertThat(read(nonsense).distrust()).isEqualTo(Distrust.UNSIGNED);
    assertThat(read(signedNonsense).distrust()).isNull();
    assertThat(read(signedNonsense).unreadable()).isNotNull();
  }

  private LaneDelivery read(ProducerRecord<String, byte[]> record) {
    return reader.read(consumed(record), true, false);
  }

  private static ProducerRecord<String, byte[]> signed(LaneRecord lane, SigningKey key) {
    ProducerRecord<String, byte[]> record = LaneCodec.encode(LANE, lane);
    Signatures.of(key, null).sign(record);
    return record;
  }

  @Test
  void withoutATrustFileNobodyVouchesAndNobodyIsRefused() {
    LaneReader trusting = new LaneReader(Keys.reading(Signatures.none()));

    LaneDelivery delivery = trusting.read(consumed(LaneCodec.encode(LANE, FIRST)), true, false);

    assertThat(delivery.lane()).isEqualTo(FIRST);
    assertThat(delivery.signer()).isNull();
    assertThat(delivery.distrust()).isNull();
  }
}
