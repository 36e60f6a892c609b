package dev.handoff.log.status;

import static dev.handoff.log.RecordForms.consumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.job.SomeEvents;
import dev.handoff.log.Keys;
import dev.handoff.log.Signatures;
import dev.handoff.log.TextHeader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader knows of an event before its value is parsed. */
class UnreadEventTest {

  private static final JobId JOB = JobId.next(SomeEvents.AT, 5);
  private static final String LEASE = "lease-1";
  private static final EventEncoder ENCODER = new EventEncoder("handoff.status", "handoff/test");

  private final EventReader reader = new EventReader(Keys.reading(Signatures.none()));

  static List<JobEvent> events() {
    return SomeEvents.ofEveryKind(1, LEASE);
  }

  @ParameterizedTest
  @MethodSource("events")
  void itsKindIsKnownAndItsEventIsReadLater(JobEvent event) {
    UnreadEvent unread = unread(encoded(event));

    assertThat(unread.type()).isEqualTo(event.getClass());
    assertThat(unread.job()).isEqualTo(JOB.text());
    assertThat(unread.read()).contains(new RecordedEvent(JOB, event, 7));
  }

  @ParameterizedTest
  @MethodSource("events")
  void onlyStartsAndCompletionsHaveAMark(JobEvent event) {
    boolean isMarked = event instanceof Started || event instanceof Completed;

    assertThat(unread(encoded(event)).mark())
        .isEqualTo(isMarked ? new LeaseMark("2020-01-01T10:00:00Z", 1, LEASE) : null);
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventInMemoryIsMarkedLikeItsRecord(JobEvent event) {
    UnreadEvent known = UnreadEvent.of(new RecordedEvent(JOB, event, 7));

    assertThat(known.mark()).isEqualTo(unread(encoded(event)).mark());
    assertThat(known.lane()).isEqualTo(event instanceof JobEvent.Submitted ? "standard" : null);
    assertThat(known.isInLane()).isEqualTo(unread(encoded(event)).isInLane());
    assertThat(known.believedJob()).isEqualTo(unread(encoded(event)).believedJob());
  }

  @Test
  void aRecordOfAnOlderBuildHasNoMark() {
    ProducerRecord<String, byte[]> record = encoded(SomeEvents.completed(1, LEASE));
    record.headers().remove("lease");

    assertThat(unread(record).mark()).isNull();
    assertThat(unread(record).read()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lease-2", "lease-", "", "lease-1\",\"x\":\"", "lease-\u00e4"})
  void aLeaseThatTheValueDoesNotNameIsNotBelieved(String lease) {
    assertThat(unread(withHeader(SomeEvents.started(1, LEASE), "lease", lease)).mark()).isNull();
    assertThat(unread(withHeader(SomeEvents.completed(1, LEASE), "lease", lease)).mark()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "", "01", "-1", "11", "one", "99999999999", "1,\"lease\":\"x\""})
  void anAttemptThatTheValueDoesNotNameIsNotBelieved(String attempt) {
    assertThat(unread(withHeader(SomeEvents.completed(1, LEASE), "attempt", attempt)).mark())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"at\": \"2020-01-01T10:00:00Z\",\"attempt\":1,\"lease\":\"lease-1\"}",
        "{\"attempt\":1,\"lease\":\"lease-1\",\"at\":\"2020-01-01T10:00:00Z\"}",
        "{\"at\":\"2020-01-01T10:00:00Z\",\"lease\":\"lease-1\",\"attempt\":1}",
        "{\"at\":\"2020-01-01T10:00:00Z\",\"attempt\":1,\"lease\":\"lease-1\"",
        "{\"at\":\"2020-01-01T10:00:00Z\",\"attempt\":1,\"lease\":\"lease-1\"}}",
        "{\"at\":\"2020-01-01T10:00:00Z\",\"attempt\":1,\"lease\":\"lease-1\"]}",
        "{\"at\":\"2020-01-01T10:00\",\"attempt\":1,\"lease\":\"lease-1\"}",
        "{\"at\":\"2020-01-01T10:00:00.Z\",\"attempt\":1,\"lease\":\"lease-1\"}",
        "{\"at\":\"yesterday\",\"attempt\":1,\"lease\":\"lease-1\"}",
        "{\"at\":null,\"attempt\":1,\"lease\":\"lease-1\"}",
        "[]",
        "{",
        ""
      })
  void aValueThatBeginsOtherwiseIsLeftToItsReader(String value) {
    ConsumerRecord<String, byte[]> record =
        valued(SomeEvents.completed(1, LEASE), value.getBytes(StandardCharsets.UTF_8));

    assertThat(new UnreadEvent(record, reader).mark()).isNull();
  }

  @Test
  void aMarkSaysWhatTheValueSaysWhateverTheRecord() {
    Random random = new Random(19);
    int marked = 0;
    for (int round = 0; round < 10_000; round++) {
      JobEvent event = anyEvent(random);
      byte[] value = encoded(event).value();
      for (int times = random.nextInt(3); times > 0; times--) {
        value[random.nextInt(Math.min(90, value.length))] = (byte) (' ' + random.nextInt(95));
      }
      ConsumerRecord<String, byte[]> record = valued(event, value);
      LeaseMark mark = new UnreadEvent(record, reader).mark();
      JobEvent read =
          new EventReader(Keys.reading(Signatures.none()))
              .read(record)
              .map(RecordedEvent::event)
              .orElse(null);
      if (mark != null && read instanceof JobEvent.OfAttempt said) {
        marked++;
        assertThat(mark.attempt()).isEqualTo(said.attempt());
        assertThat(mark.lease()).isEqualTo(said.lease());
        assertThat(mark.at()).isEqualTo(said.at());
      }
    }
    assertThat(marked).isGreaterThan(1_000);
  }

  private static JobEvent anyEvent(Random random) {
    List<String> leases = List.of("a", LEASE, "q\"q", "b\\b", "\u00e4", "line\nline", "", "a,b}");
    String lease = leases.get(random.nextInt(leases.size()));
    int attempt = 1 + random.nextInt(12);
    Instant at = SomeEvents.AT.plusNanos(random.nextInt(3) * 1_234_567L);
    return random.nextBoolean()
        ? new Started(at, attempt, lease, "worker", 3, null)
        : new Completed(at, attempt, lease, null);
  }

  @Test
  void whereSignaturesAreVerifiedNoHeaderIsBelieved() {
    EventReader careful = new EventReader(Keys.reading(Keys.signing(null)));
    ProducerRecord<String, byte[]> unsigned = encoded(SomeEvents.completed(1, LEASE));
    ProducerRecord<String, byte[]> signed = encoded(SomeEvents.completed(1, LEASE));
    Signatures.of(Keys.WORKER, null).sign(signed);

    UnreadEvent forged = careful.unread(consumed(unsigned, 7));
    UnreadEvent genuine = careful.unread(consumed(signed, 7));

    assertThat(forged.mark()).isNull();
    assertThat(forged.believedJob()).isNull();
    assertThat(genuine.mark()).isNull();
    assertThat(genuine.believedJob()).isNull();
    assertThat(forged.read()).isEmpty();
    assertThat(genuine.read()).isPresent();
  }

  @Test
  void anOutlineHasTheTimeAndTheLeaseOfTheEvent() {
    List<RecordedEvent> told = new ArrayList<>();

    unread(encoded(SomeEvents.started(1, LEASE))).passOutlineTo(told::add);
    unread(encoded(SomeEvents.completed(1, LEASE))).passOutlineTo(told::add);
    unread(encoded(SomeEvents.failed(1, LEASE))).passOutlineTo(told::add);

    assertThat(told)
        .containsExactly(
            new RecordedEvent(JOB, new Started(SomeEvents.AT, 1, LEASE, "", 0, null), 7),
            new RecordedEvent(JOB, new Completed(SomeEvents.AT, 1, LEASE, null), 7),
            new RecordedEvent(JOB, SomeEvents.failed(1, LEASE), 7));
  }

  @Test
  void aTimeThatDoesNotExistIsLeftToTheValue() {
    List<RecordedEvent> told = new ArrayList<>();
    String value = "{\"at\":\"2020-13-01T10:00:00Z\",\"attempt\":1,\"lease\":\"lease-1\"}";

    new UnreadEvent(
            valued(SomeEvents.completed(1, LEASE), value.getBytes(StandardCharsets.UTF_8)), reader)
        .passOutlineTo(told::add);

    assertThat(told).isEmpty();
  }

  @Test
  void aReaderThatThrowsStopsNobody() {
    unread(encoded(SomeEvents.started(1, LEASE)))
        .passTo(
            event -> {
              throw new IllegalStateException("a defect");
            });
  }

  @Test
  void aKeyThatIsNoJobIdIsOfNoEvent() {
    ProducerRecord<String, byte[]> sent = encoded(SomeEvents.started(1, LEASE));
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>("handoff.status", 5, 7, null, sent.value());
    sent.headers().forEach(record.headers()::add);
    UnreadEvent unread = new UnreadEvent(record, reader);
    List<RecordedEvent> told = new ArrayList<>();

    unread.passOutlineTo(told::add);
    unread.passTo(told::add);

    assertThat(told).isEmpty();
  }

  private UnreadEvent unread(ProducerRecord<String, byte[]> record) {
    return reader.unread(consumed(record, 7));
  }

  private static ProducerRecord<String, byte[]> withHeader(
      JobEvent event, String name, String value) {
    ProducerRecord<String, byte[]> record = encoded(event);
    record.headers().remove(name);
    TextHeader.put(record.headers(), name, value);
    return record;
  }

  private static ConsumerRecord<String, byte[]> valued(JobEvent headers, byte[] value) {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>("handoff.status", 5, 7, JOB.text(), value);
    encoded(headers).headers().forEach(record.headers()::add);
    return record;
  }

  private static ProducerRecord<String, byte[]> encoded(JobEvent event) {
    return ENCODER.encode(JOB, "standard", event);
  }
}
