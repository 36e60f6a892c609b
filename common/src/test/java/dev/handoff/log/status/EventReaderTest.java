package dev.handoff.log.status;

import static dev.handoff.log.RecordForms.consumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.SomeEvents;
import dev.handoff.log.Keys;
import dev.handoff.log.Signatures;
import dev.handoff.log.TextHeader;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.SigningKey;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which records of the status topic count where a trust file says whose do. */
class EventReaderTest {

  private static final JobId JOB = JobId.next(SomeEvents.AT, 5, "ann");
  private static final JobId OTHER_JOB = JobId.next(SomeEvents.AT, 5, "ann");

  private final Signatures signatures = Keys.signing(null);
  private final EventReader reader = new EventReader(Keys.reading(signatures));

  static List<JobEvent> events() {
    return SomeEvents.ofEveryKind(1, "lease-1");
  }

  static List<JobEvent> workersEvents() {
    return events().stream().filter(event -> !isSubmitters(event)).toList();
  }

  private static boolean isSubmitters(JobEvent event) {
    return event instanceof Submitted || event instanceof CancelRequested;
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventCountsThatSomebodySignedWhoMaySayIt(JobEvent event) {
    SigningKey key = isSubmitters(event) ? Keys.ANN : Keys.WORKER;

    assertThat(reader.read(consumed(signed(JOB, event, key), 7)))
        .contains(new RecordedEvent(JOB, event, 7));
    assertThat(refused().values()).containsOnly(0L);
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventDoesNotCountThatNobodySigned(JobEvent event) {
    assertRefused(encoded(JOB, event), Distrust.UNSIGNED);
  }

  @ParameterizedTest
  @MethodSource("workersEvents")
  void aSubmittersOwnKeyForgesNoWordOfAWorker(JobEvent event) {
    assertRefused(signed(JOB, event, Keys.ANN), Distrust.NOT_ALLOWED);
  }

  @Test
  void aWorkersKeySubmitsNothing() {
    assertRefused(signed(JOB, SomeEvents.submitted(), Keys.WORKER), Distrust.NOT_ALLOWED);
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventDoesNotCountOfAKeyThatNobodyTrusts(JobEvent event) {
    assertRefused(signed(JOB, event, Keys.STRANGER), Distrust.UNKNOWN_KEY);
  }

  @ParameterizedTest
  @MethodSource("workersEvents")
  void theEndOfOneJobIsNotTheEndOfAnother(JobEvent event) {
    ProducerRecord<String, byte[]> record = signed(OTHER_JOB, event, Keys.WORKER);

    assertRefused(keyed(record, "handoff.status", JOB.text()), Distrust.REPLAYED);
  }

  @Test
  void whatIsSignedForOneInstallationDoesNotCountInAnother() {
    ProducerRecord<String, byte[]> record =
        signed(JOB, SomeEvents.completed(1, "lease-1"), Keys.WORKER);

    assertRefused(keyed(record, "staging.status", JOB.text()), Distrust.REPLAYED);
  }

  @Test
  void whoeverMovesARecordMustSignItAnew() {
    ProducerRecord<String, byte[]> record =
        signed(OTHER_JOB, SomeEvents.completed(1, "lease-1"), Keys.WORKER);
    ProducerRecord<String, byte[]> moved = keyed(record, "handoff.status", JOB.text());
    replace(moved, "signed-for", "handoff.status/" + JOB.text());

    assertRefused(moved, Distrust.BAD_SIGNATURE);
  }

  static List<Consumer<ProducerRecord<String, byte[]>>> alterations() {
    return List.of(
        record -> record.value()[record.value().length - 2] ^= 1,
        record -> replace(record, "ce_type", "dev.handoff.job.failed.v1"),
        record -> replace(record, "attempt", "2"),
        record -> replace(record, "lane", "gpu"),
        record -> record.headers().remove("lane"),
        record -> TextHeader.put(record.headers(), "lane", "gpu"),
        record -> TextHeader.put(record.headers(), "more", ""),
        record -> {
          replace(record, "lane", "");
          replace(record, "attempt", "1standard"); // the same letters, otherwise cut
        },
        record -> record.headers().remove("signature").add("signature", new byte[64]),
        record -> record.headers().remove("signature").add("signature", new byte[0]));
  }

  @ParameterizedTest
  @MethodSource("alterations")
  void nothingCountsAnyMoreThatWasAltered(Consumer<ProducerRecord<String, byte[]>> alteration) {
    ProducerRecord<String, byte[]> record =
        signed(JOB, SomeEvents.completed(1, "lease-1"), Keys.WORKER);
    alteration.accept(record);

    assertRefused(record, Distrust.BAD_SIGNATURE);
  }

  @Test
  void whatTracingAddsOnTheWayChangesNothing() {
    ProducerRecord<String, byte[]> record =
        signed(JOB, SomeEvents.completed(1, "lease-1"), Keys.WORKER);
    TextHeader.put(record.headers(), "traceparent", "00-1-2-01");

    assertThat(reader.read(consumed(record))).isPresent();
  }

  @Test
  void aKeySignsNothingNewOnceItHasExpired() {
    JobId job = JobId.next(SomeEvents.AT, 5, "old");
    Submitted late = submittedBy("old");

    assertRefused(signed(job, late, Keys.OLD), Distrust.EXPIRED);
  }

  @Test
  void whatAKeySignedBeforeItExpiredCountsForEver() {
    JobId job = JobId.next(Instant.parse("2019-12-30T00:00:00Z"), 5, "old");
    Submitted early =
        new Submitted(job.submittedAt(), SomeEvents.BRIEF, "old", "standard", 0L, null, null);

    assertThat(reader.read(consumed(signed(job, early, Keys.OLD)))).isPresent();
  }

  /** Else a job could be given another brief, or another's name, by whoever reads its id. */
  @Test
  void nobodySubmitsUnderAnIdThatAnotherHasMade() {
    assertRefused(signed(JOB, submittedBy("bob"), Keys.BOB), Distrust.NOT_ALLOWED);
  }

  @Test
  void nobodySpeaksInTheNameOfAnother() {
    JobId bobs = JobId.next(SomeEvents.AT, 5, "bob");

    assertRefused(signed(bobs, submittedBy("ann"), Keys.BOB), Distrust.NOT_ALLOWED);
    assertThat(reader.read(consumed(signed(JOB, SomeEvents.cancelRequested(), Keys.BOB))))
        .as("a request of ann, signed by bob")
        .isEmpty();
  }

  @Test
  void whereTheTrustFileOnlyWarnsAllCountsAndIsCounted() {
    Signatures warning = Signatures.of(null, TrustSource.of(Keys.trust(Trust.Mode.WARN)));
    EventReader warned = new EventReader(Keys.reading(warning));

    assertThat(warned.read(consumed(encoded(JOB, SomeEvents.completed(1, "lease-1"))))).isPresent();
    assertThat(warning.refused(Distrust.UNSIGNED)).isOne();
  }

  @Test
  void aRecordThatIsReadAgainIsCountedOnce() {
    ProducerRecord<String, byte[]> record = encoded(JOB, SomeEvents.completed(1, "lease-1"));

    reader.read(consumed(record, 7));
    assertThat(reader.read(consumed(record, 7))).isEmpty();
    reader.read(consumed(record, 8));

    assertThat(signatures.refused(Distrust.UNSIGNED)).isEqualTo(2);
  }

  @Test
  void withoutATrustFileASignatureIsOnlyAHeader() {
    EventReader trusting = new EventReader(Keys.reading(Signatures.none()));
    ProducerRecord<String, byte[]> record =
        signed(JOB, SomeEvents.completed(1, "lease-1"), Keys.STRANGER);

    assertThat(trusting.read(consumed(record))).isPresent();
  }

  @Test
  void aRecordDoesNotCountOnAnotherPartitionThanItsJobsIdNames() {
    EventReader trusting = new EventReader(Keys.reading(Signatures.none()));
    ProducerRecord<String, byte[]> record = encoded(JOB, SomeEvents.completed(1, "lease-1"));
    ProducerRecord<String, byte[]> elsewhere =
        new ProducerRecord<>(
            record.topic(),
            JOB.partition() + 1,
            record.timestamp(),
            record.key(),
            record.value(),
            record.headers());

    assertThat(trusting.read(consumed(elsewhere))).isEmpty();
    assertThat(trusting.unread(consumed(elsewhere)).mark()).isNull();
    assertThat(trusting.unread(consumed(elsewhere)).read()).isEmpty();
  }

  private void assertRefused(ProducerRecord<String, byte[]> record, Distrust why) {
    Map<Distrust, Long> before = refused();

    assertThat(reader.read(consumed(record))).isEmpty();

    before.merge(why, 1L, Long::sum);
    assertThat(refused()).isEqualTo(before);
  }

  private Map<Distrust, Long> refused() {
    return Stream.of(Distrust.values())
        .collect(Collectors.toMap(Function.identity(), signatures::refused));
  }

  private static Submitted submittedBy(String name) {
    return new Submitted(SomeEvents.AT, SomeEvents.BRIEF, name, "standard", 0L, null, null);
  }

  private static ProducerRecord<String, byte[]> encoded(JobId job, JobEvent event) {
    return new EventEncoder("handoff.status", "handoff/test").encode(job, "standard", event);
  }

  private static ProducerRecord<String, byte[]> signed(JobId job, JobEvent event, SigningKey key) {
    ProducerRecord<String, byte[]> record = encoded(job, event);
    Signatures.of(key, null).sign(record);
    return record;
  }

  private static ProducerRecord<String, byte[]> keyed(
      ProducerRecord<String, byte[]> record, String topic, String key) {
    return new ProducerRecord<>(
        topic, record.partition(), record.timestamp(), key, record.value(), record.headers());
  }

  /** At its place: a signature is over the order, too. */
  private static void replace(ProducerRecord<String, byte[]> record, String name, String value) {
    Header[] all = record.headers().toArray();
    for (Header header : all) {
      record.headers().remove(header.key());
    }
    for (Header header : all) {
      record
          .headers()
          .add(
              header.key(),
              header.key().equals(name) ? value.getBytes(StandardCharsets.UTF_8) : header.value());
    }
  }

  @Test
  void ofManyRecordsThoseThatCountAreReadInTheirOrder() {
    JobEvent started = SomeEvents.started(1, "lease-1");
    JobEvent completed = SomeEvents.completed(1, "lease-1");

    List<RecordedEvent> read =
        reader.readAll(
            List.of(
                consumed(signed(JOB, started, Keys.WORKER), 3),
                consumed(signed(JOB, completed, Keys.STRANGER), 4),
                consumed(signed(JOB, completed, Keys.WORKER), 5)));

    assertThat(read)
        .containsExactly(new RecordedEvent(JOB, started, 3), new RecordedEvent(JOB, completed, 5));
  }

  @Test
  void withoutATrustFileTheRecordsAreReadInTheirOrderToo() {
    EventReader trusting = new EventReader(Keys.reading(Signatures.none()));
    JobEvent started = SomeEvents.started(1, "lease-1");
    JobEvent completed = SomeEvents.completed(1, "lease-1");

    List<RecordedEvent> read =
        trusting.readAll(
            List.of(consumed(encoded(JOB, started), 3), consumed(encoded(JOB, completed), 5)));

    assertThat(read)
        .containsExactly(new RecordedEvent(JOB, started, 3), new RecordedEvent(JOB, completed, 5));
  }
}
