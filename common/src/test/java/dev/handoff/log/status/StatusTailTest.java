package dev.handoff.log.status;

import static dev.handoff.job.SomeEvents.started;
import static dev.handoff.job.SomeEvents.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.status.Subscription.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests how subscriptions join. The tail is never started here, and is passed what it reads. */
class StatusTailTest {

  private static final int PARTITION = 3;
  private static final Instant BEGINNING = Instant.parse("2030-01-01T10:00:00Z");
  private static final long FIRST_OFFSET = 100;

  /** The tail asks for a record's key first before it publishes its job... */
  private static final int BEFORE_IT_PUBLISHES = 1;

  /** ...and for the third time before it looks for the job's subscriptions. */
  private static final int BEFORE_IT_LOOKS = 3;

  private final KafkaSettings settings =
      new KafkaSettings(Map.of("bootstrap.servers", "localhost:1"), new Topics("test"));
  private final TopicPartition partition =
      new TopicPartition(settings.topics().status(), PARTITION);
  private final StatusTail tail = new StatusTail(settings, Map.of(partition, FIRST_OFFSET));
  private final RecordedListener listener = new RecordedListener();

  @AfterEach
  void close() {
    tail.close();
  }

  @Test
  void aJobMayHaveRecordsWhileNothingIsKnownOfTheTimeBefore() {
    assertThat(joinsAsNew(job(1))).isFalse();
  }

  @Test
  void aJobNewerThanAllThatStoodThereBeforeNeedsNoLookUp() {
    nothingStoodThereSince(BEGINNING);

    assertThat(joinsAsNew(job(0))).isTrue();
  }

  @Test
  void aJobOlderThanThatMayHaveRecords() {
    nothingStoodThereSince(BEGINNING);

    assertThat(joinsAsNew(job(-1))).isFalse();
  }

  @Test
  void aRecordStampedLaterThatTheTailItselfReportsIsNoneThatStoodThereBefore() {
    tail.beganAt(
        BEGINNING.toEpochMilli(),
        Map.of(partition, new OffsetAndTimestamp(FIRST_OFFSET, BEGINNING.toEpochMilli())));

    assertThat(joinsAsNew(job(0))).isTrue();
  }

  @Test
  void whileARecordOfAFastClockStoodThereBeforeAJobMayHaveRecords() {
    long aheadOfTheClock = BEGINNING.plusSeconds(50).toEpochMilli();
    tail.beganAt(
        BEGINNING.toEpochMilli(),
        Map.of(partition, new OffsetAndTimestamp(FIRST_OFFSET - 1, aheadOfTheClock)));
    assertThat(joinsAsNew(job(1))).isFalse();
    assertThat(tail.withoutBeginning()).containsExactly(partition);

    nothingStoodThereSince(BEGINNING.plusSeconds(51));

    assertThat(joinsAsNew(job(50))).isFalse();
    assertThat(joinsAsNew(job(51))).isTrue();
  }

  @Test
  void aJobThatTheTailHasReportedMayHaveRecordsAndAnotherAsOldHasNone() {
    nothingStoodThereSince(BEGINNING);
    JobId told = job(7);
    tell(FIRST_OFFSET, told, submitted());

    assertThat(joinsAsNew(told)).isFalse();
    assertThat(joinsAsNew(job(7))).isTrue();
    assertThat(joinsAsNew(job(6))).isTrue();
  }

  @Test
  void whatWasReportedBeforeThePastWasKnownCountsAsWell() {
    JobId told = job(7);
    tell(FIRST_OFFSET, told, submitted());
    nothingStoodThereSince(BEGINNING);

    assertThat(joinsAsNew(told)).isFalse();
  }

  @Test
  void aRecordOfAWorkerWhoseClockIsAheadKeepsNoOtherJobFromJoining() {
    nothingStoodThereSince(BEGINNING);
    tell(FIRST_OFFSET, job(1), new Started(BEGINNING.plusSeconds(50), 1, "A", "w", 0, null));

    assertThat(joinsAsNew(job(2))).isTrue();
  }

  @Test
  void aJobOnAPartitionThatTheTailDoesNotReadYetMayHaveRecords() {
    nothingStoodThereSince(BEGINNING);

    assertThat(joinsAsNew(JobId.next(BEGINNING, PARTITION + 1))).isFalse();
  }

  @Test
  void aNewJobIsToldAllItsEvents() {
    nothingStoodThereSince(BEGINNING);
    JobId job = job(1);
    joinsAsNew(job);

    tell(FIRST_OFFSET, job, submitted(), started(1, "A"));

    assertThat(listener.events()).containsExactly(submitted(), started(1, "A"));
    assertThat(listener.caughtUp()).isZero();
  }

  @Test
  void aWaitThatJoinsWhileTheTailPublishesAndBeforeItLooksIsToldOnce() {
    nothingStoodThereSince(BEGINNING);
    JobId job = job(1);
    List<Boolean> joined = new ArrayList<>();

    tell(
        stepped(
            record(FIRST_OFFSET, job, submitted()),
            BEFORE_IT_PUBLISHES,
            () -> joined.add(joinsAsNew(job))));

    assertThat(joined).containsExactly(true);
    assertThat(listener.events()).containsExactly(submitted());
  }

  @Test
  void aWaitThatJoinsAfterTheTailHasPublishedIsLookedUp() {
    nothingStoodThereSince(BEGINNING);
    JobId job = job(1);
    List<Boolean> joined = new ArrayList<>();

    tell(
        stepped(
            record(FIRST_OFFSET, job, submitted()),
            BEFORE_IT_LOOKS,
            () -> joined.add(joinsAsNew(job))));

    assertThat(joined).containsExactly(false);
    assertThat(listener.events()).isEmpty();
  }

  @Test
  void aWaitThatIsRegisteredWhileTheTailReportsIsLookedUpAndNotToldByItsOwnThread() {
    nothingStoodThereSince(BEGINNING);
    JobId job = job(1);
    Subscription subscription = subscription(job);
    tail.register(subscription);
    tell(FIRST_OFFSET, job, submitted());

    assertThat(tail.isNew(subscription)).isFalse();
    tell(FIRST_OFFSET + 1, job, started(1, "A"));

    assertThat(listener.events()).isEmpty();
  }

  @Test
  void aWaitThatJoinsForALookUpIsToldWhatTheTailLooksUpLater() {
    JobId job = job(1);
    List<Long> firsts = new ArrayList<>();
    Subscription subscription = subscription(job);

    tell(
        stepped(
            record(FIRST_OFFSET, job, submitted()),
            BEFORE_IT_PUBLISHES,
            () -> firsts.add(tail.join(subscription))));
    firsts.add(tail.join(subscription));
    subscription.goLive();

    // The look-up reads the same event; the subscription reports it once.
    assertThat(firsts).containsExactly(FIRST_OFFSET + 1, FIRST_OFFSET + 1);
    assertThat(listener.events()).containsExactly(submitted());
  }

  @Test
  void aTailThatFailsFailsTheWaitsThatHaveJoined() {
    nothingStoodThereSince(BEGINNING);
    joinsAsNew(job(1));

    tail.goesOnAfter(new KafkaException("no more"));

    assertThat(listener.failures()).hasSize(1);
  }

  @Test
  void aWaitThatJoinsAFailedTailIsLookedUp() {
    nothingStoodThereSince(BEGINNING);
    tail.goesOnAfter(new KafkaException("no more"));

    assertThat(joinsAsNew(job(1))).isFalse();
    assertThat(listener.failures()).isEmpty();
    assertThatThrownBy(() -> tail.join(subscription(job(1)))).hasMessage("no more");
  }

  @Test
  void aWaitThatIsRegisteredWhileTheTailFailsIsFailed() {
    nothingStoodThereSince(BEGINNING);
    Subscription subscription = subscription(job(1));
    tail.register(subscription);
    tail.goesOnAfter(new KafkaException("no more"));

    assertThat(tail.isNew(subscription)).isFalse();
    assertThat(listener.failures()).hasSize(1);
  }

  @Test
  void aWaitThatJoinsAClosedTailIsNotForgotten() {
    nothingStoodThereSince(BEGINNING);
    joinsAsNew(job(1));
    tail.ended();

    assertThat(listener.failures()).singleElement().isInstanceOf(CancellationException.class);
    assertThat(joinsAsNew(job(2))).isFalse();
  }

  @Test
  void everyWaitIsToldOnceOrLookedUpWhileTheTailReportsItsJob() throws Exception {
    nothingStoodThereSince(BEGINNING);
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      jobs.add(job(i));
    }
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    for (JobId job : jobs) {
      records.add(record(FIRST_OFFSET + records.size(), job, submitted()));
    }
    CyclicBarrier start = new CyclicBarrier(2);
    CompletableFuture<Void> telling =
        CompletableFuture.runAsync(
            () -> {
              await(start);
              for (int i = 0; i < records.size(); i += 5) {
                tell(records.subList(i, i + 5));
              }
            });
    List<RecordedListener> joined = new ArrayList<>();
    List<RecordedListener> lookedUp = new ArrayList<>();
    await(start);
    for (JobId job : jobs) {
      RecordedListener own = new RecordedListener();
      (tail.joinNew(new Subscription(job, null, own, Kind.FOLLOW_NEW)) ? joined : lookedUp)
          .add(own);
    }
    telling.get(60, TimeUnit.SECONDS);

    assertThat(joined).allMatch(own -> own.events().equals(List.of(submitted())));
    assertThat(lookedUp).allMatch(own -> own.events().isEmpty());
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void nothingStoodThereSince(Instant time) {
    Map<TopicPartition, OffsetAndTimestamp> none = new HashMap<>();
    none.put(partition, null);
    tail.beganAt(time.toEpochMilli(), none);
  }

  private boolean joinsAsNew(JobId job) {
    return tail.joinNew(subscription(job));
  }

  private Subscription subscription(JobId job) {
    return new Subscription(job, null, listener, Kind.FOLLOW_NEW);
  }

  private void tell(long offset, JobId job, JobEvent... events) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    for (JobEvent event : events) {
      records.add(record(offset + records.size(), job, event));
    }
    tell(records);
  }

  private void tell(List<ConsumerRecord<String, byte[]>> records) {
    tail.tell(new ConsumerRecords<>(Map.of(partition, records), Map.of()), null);
  }

  private void tell(ConsumerRecord<String, byte[]> record) {
    tell(List.of(record));
  }

  /** The record; acts when the tail asks for its key for the given time. */
  private static ConsumerRecord<String, byte[]> stepped(
      ConsumerRecord<String, byte[]> record, int look, Runnable act) {
    AtomicInteger looks = new AtomicInteger();
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        0,
        record.value().length,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty()) {
      @Override
      public String key() {
        if (looks.incrementAndGet() == look) {
          act.run();
        }
        return super.key();
      }
    };
  }

  private ConsumerRecord<String, byte[]> record(long offset, JobId job, JobEvent event) {
    ProducerRecord<String, byte[]> sent =
        new EventEncoder(settings.topics().status(), "handoff/test").encode(job, "standard", event);
    return new ConsumerRecord<>(
        sent.topic(),
        sent.partition(),
        offset,
        sent.timestamp(),
        TimestampType.CREATE_TIME,
        0,
        sent.value().length,
        sent.key(),
        sent.value(),
        sent.headers(),
        Optional.empty());
  }

  private static JobId job(int seconds) {
    return JobId.next(BEGINNING.plusSeconds(seconds), PARTITION);
  }
}
