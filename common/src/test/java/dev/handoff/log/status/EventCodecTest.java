package dev.handoff.log.status;

import static dev.handoff.log.RecordForms.consumed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobId;
import dev.handoff.job.SomeEvents;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.log.TextHeader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

  private static final JobId JOB = JobId.next(SomeEvents.AT, 5);

  static List<JobEvent> events() {
    return SomeEvents.ofEveryKind(3, "lease-1");
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsEveryEventBack(JobEvent event) {
    ProducerRecord<String, byte[]> record = encode(event);

    assertThat(EventCodec.decode(consumed(record))).contains(event);
    assertThat(record.key()).isEqualTo(JOB.text());
    assertThat(record.partition()).isEqualTo(5);
    assertThat(record.topic()).isEqualTo("handoff.status");
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventOfWhichEverythingIsMissingIsRefused(JobEvent event) {
    ProducerRecord<String, byte[]> empty = record(EventCodec.typeOf(event.getClass()), "{}");

    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> EventCodec.decode(consumed(empty)))
        .isInstanceOfAny(IllegalArgumentException.class, InvalidJsonException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+1000000000-01-01T00:00:00Z | 1 | 2020-01-01T10:00:00Z | years 1 to 9999",
        "-0001-01-01T00:00:00Z | 1 | 2020-01-01T10:00:00Z | years 1 to 9999",
        "2020-01-01T10:00:00Z | 1 | +10000-01-01T00:00:00Z | years 1 to 9999",
        "2020-01-01T10:00:00Z | -1 | 2020-01-01T10:00:00Z | zero or more"
      })
  void whatIsOutOfRangeIsRefused(String at, String attempt, String retryAt, String reason) {
    String type = EventCodec.typeOf(JobEvent.AttemptEnded.class);
    String value =
        "{\"at\":\"%s\",\"attempt\":%s,\"lease\":\"l\",\"reason\":\"timeout\",\"retryAt\":\"%s\"}"
            .formatted(at, attempt, retryAt);

    assertThatExceptionOfType(InvalidJsonException.class)
        .isThrownBy(() -> EventCodec.decode(consumed(record(type, value))))
        .withMessageContaining(reason);
  }

  @Test
  void aLimitOfMoreThanAYearIsRefused() {
    String type = EventCodec.typeOf(JobEvent.Submitted.class);
    String value = new String(encode(events().get(0)).value(), StandardCharsets.UTF_8);
    assertThat(value).contains("\"queue\":");

    String endless = value.replaceFirst("\"queue\":\"[^\"]*\"", "\"queue\":\"1000000000d\"");

    assertThatExceptionOfType(InvalidJsonException.class)
        .isThrownBy(() -> EventCodec.decode(consumed(record(type, endless))))
        .withMessageContaining("365d");
  }

  @Test
  void aSubmitWithoutBriefIsRefused() {
    String type = EventCodec.typeOf(JobEvent.Submitted.class);
    String value = "{\"at\":\"2020-01-01T10:00:00Z\",\"lane\":\"standard\"}";

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> EventCodec.decode(consumed(record(type, value))))
        .withMessageContaining("brief");
  }

  /** Else a fold would hold a brief that nobody can read, and a steward would fail at it later. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"title\":7",
        "\"title\":null",
        "\"title\":\"a\",\"title\":\"b\"",
        "\"title\":\"\\ud\"",
        "\"title\":\"\u0000\""
      })
  void aSubmitWithABriefThatCannotBeReadIsRefusedAtOnce(String title) {
    String value = new String(encode(events().get(0)).value(), StandardCharsets.UTF_8);
    String hostile = value.replaceFirst("\"title\":\"[^\"]*\"", Matcher.quoteReplacement(title));
    assertThat(hostile).isNotEqualTo(value);

    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(
            () -> EventCodec.decode(consumed(record("dev.handoff.job.submitted.v1", hostile))))
        .isInstanceOfAny(IllegalArgumentException.class, InvalidJsonException.class);
  }

  @ParameterizedTest
  @MethodSource("events")
  void carriesTheAttributesOfCloudEvents(JobEvent event) {
    ProducerRecord<String, byte[]> record = encode(event);

    assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
    assertThat(header(record, "ce_id")).isNotBlank();
    assertThat(header(record, "ce_type")).matches("dev\\.handoff\\.job\\.[a-z_]+\\.v1");
    assertThat(header(record, "ce_source")).isEqualTo("handoff/test");
    assertThat(header(record, "ce_time")).isEqualTo("2020-01-01T10:00:00Z");
    assertThat(header(record, "ce_subject")).isEqualTo(JOB.text());
    assertThat(header(record, "content-type")).isEqualTo("application/json");
    assertThat(header(record, "lane")).isEqualTo("standard");
  }

  @ParameterizedTest
  @MethodSource("events")
  void namesTheAttemptWhereThereIsOne(JobEvent event) {
    boolean hasAttempt = event instanceof OfAttempt || event instanceof Enqueued;

    assertThat(header(encode(event), "attempt")).isEqualTo(hasAttempt ? "3" : null);
  }

  @ParameterizedTest
  @MethodSource("events")
  void namesTheLeaseOfAClaimAndOfACompletedJob(JobEvent event) {
    boolean hasLease = event instanceof JobEvent.Started || event instanceof JobEvent.Completed;

    assertThat(header(encode(event), EventCodec.LEASE)).isEqualTo(hasLease ? "lease-1" : null);
  }

  @Test
  void leavesOutALeaseThatIsMissing() {
    JobEvent event = new JobEvent.Completed(SomeEvents.AT, 1, null, null);

    assertThat(header(encode(event), EventCodec.LEASE)).isNull();
  }

  @Test
  void leavesOutALaneThatTheWriterDoesNotKnow() {
    ProducerRecord<String, byte[]> record =
        new EventEncoder("handoff.status", "handoff/test")
            .encode(JOB, null, SomeEvents.submitted());

    assertThat(header(record, "lane")).isNull();
  }

  @Test
  void givesEveryKindATypeAndEveryRecordAnIdOfItsOwn() {
    Set<String> types = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (JobEvent event : events()) {
      types.add(header(encode(event), "ce_type"));
      ids.add(header(encode(event), "ce_id"));
    }

    assertThat(types).hasSize(10);
    assertThat(ids).hasSize(10);
    assertThat(EventCodec.eventClasses(JobEvent.class)).hasSize(10);
  }

  @Test
  void givesEveryRecordOfOneWriterAnIdOfItsOwn() {
    EventEncoder one = new EventEncoder("t", "s");
    EventEncoder other = new EventEncoder("t", "s");
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(header(one.encode(JOB, null, SomeEvents.submitted()), "ce_id"));
      ids.add(header(other.encode(JOB, null, SomeEvents.submitted()), "ce_id"));
    }

    assertThat(ids).hasSize(200);
  }

  @ParameterizedTest
  @MethodSource("events")
  void putsTheTypeWhereKafkaLooksFirst(JobEvent event) {
    Header[] headers = encode(event).headers().toArray();

    assertThat(headers[headers.length - 1].key()).isEqualTo("ce_type");
  }

  @Test
  void spellsTypesInWords() {
    assertThat(EventCodec.typeOf(JobEvent.AttemptEnded.class))
        .isEqualTo("dev.handoff.job.attempt_ended.v1");
    assertThat(EventCodec.typeOf(JobEvent.Submitted.class))
        .isEqualTo("dev.handoff.job.submitted.v1");
  }

  @ParameterizedTest
  @ValueSource(longs = {-3_600_000, -1, 0, 1, 3_600_000})
  void stampsSubmittedWithExactlyTheTimeOfTheId(long clockAhead) {
    JobId job = JobId.next(SomeEvents.AT.plusMillis(-clockAhead), 0);

    ProducerRecord<String, byte[]> record =
        new EventEncoder("t", "s").encode(job, null, SomeEvents.submitted());

    assertThat(record.timestamp()).isEqualTo(job.submittedAt().toEpochMilli());
  }

  @ParameterizedTest
  @MethodSource("events")
  void stampsNoEventBeforeTheTimeOfTheId(JobEvent event) {
    JobId later = JobId.next(SomeEvents.AT.plusSeconds(50), 0);

    ProducerRecord<String, byte[]> record = new EventEncoder("t", "s").encode(later, null, event);

    assertThat(record.timestamp()).isEqualTo(later.submittedAt().toEpochMilli());
  }

  @Test
  void stampsOtherEventsWithTheWritersTimeIfThatIsLater() {
    JobId earlier = JobId.next(SomeEvents.AT.minusSeconds(50), 0);

    ProducerRecord<String, byte[]> record =
        new EventEncoder("t", "s").encode(earlier, null, SomeEvents.started(1, "A"));

    assertThat(record.timestamp()).isEqualTo(SomeEvents.AT.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.handoff.job.started.v2",
        "dev.handoff.job.paused.v1",
        "dev.handoff.job.of_attempt.v1",
        "com.example.order.v1",
        ""
      })
  void ignoresTypesItDoesNotKnow(String type) {
    assertThat(EventCodec.decode(consumed(record(type, "{}")))).isEmpty();
  }

  @Test
  void ignoresRecordsWithoutTypeOrValue() {
    ProducerRecord<String, byte[]> untyped = new ProducerRecord<>("t", 0, "k", new byte[0]);

    assertThat(EventCodec.decode(consumed(untyped))).isEmpty();
    assertThat(EventCodec.decode(consumed(record("dev.handoff.job.started.v1", null)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "7", "{\"attempt\":\"x\"}", "{} {}", "\u0000"})
  void refusesValuesThatAreNoEvent(String value) {
    assertThatExceptionOfType(InvalidJsonException.class)
        .isThrownBy(() -> EventCodec.decode(consumed(record("dev.handoff.job.started.v1", value))));
  }

  @Test
  void readsTheLastOfSeveralHeadersOfOneName() {
    ProducerRecord<String, byte[]> record = record("dev.handoff.job.started.v1", "{}");
    TextHeader.put(record.headers(), "attempt", "1");
    TextHeader.put(record.headers(), "attempt", "2");

    assertThat(header(record, "attempt")).isEqualTo("2");
  }

  @Test
  void keepsTimesToTheNanosecond() {
    Instant fine = Instant.parse("2026-11-21T10:00:00.123456789Z");
    JobEvent event = new JobEvent.CancelRequested(fine, "ann", "ü \"quoted\"\n");

    assertThat(EventCodec.decode(consumed(encode(event)))).contains(event);
  }

  private static ProducerRecord<String, byte[]> encode(JobEvent event) {
    return new EventEncoder("handoff.status", "handoff/test").encode(JOB, "standard", event);
  }

  private static ProducerRecord<String, byte[]> record(String type, String value) {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    ProducerRecord<String, byte[]> record = new ProducerRecord<>("t", 0, JOB.text(), bytes);
    TextHeader.put(record.headers(), "ce_type", type);
    return record;
  }

  private static String header(ProducerRecord<String, byte[]> record, String name) {
    return TextHeader.get(record.headers(), name);
  }
}
