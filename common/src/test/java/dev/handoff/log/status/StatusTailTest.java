package dev.handoff.log.status;

import static dev.handoff.job.SomeEvents.started;
import static dev.handoff.job.SomeEvents.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of jobs that are new to the tail; it is never started here, and told what it reads. */
class StatusTailTest {

  private static final int PARTITION = 3;
  private static final Instant BEGINNING = Instant.parse("2030-01-01T10:00:00Z");
  private static final long FIRST_OFFSET = 100;

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
    assertThat(joinsAsNew(job(1), FIRST_OFFSET)).isFalse();
  }

  @Test
  void aJobNewerThanAllThatStoodThereBeforeNeedsNoLookUp() {
    tail.beganBefore(PARTITION, BEGINNING.toEpochMilli());

    assertThat(joinsAsNew(job(0), FIRST_OFFSET)).isTrue();
    assertThat(listener.caughtUp()).isOne();
  }

  @Test
  void aJobOlderThanThatMayHaveRecords() {
    tail.beganBefore(PARTITION, BEGINNING.toEpochMilli());

    assertThat(joinsAsNew(job(-1), FIRST_OFFSET)).isFalse();
    assertThat(listener.caughtUp()).isZero();
  }

  @Test
  void aJobNoNewerThanWhatTheTailHasToldMayHaveRecords() {
    tail.beganBefore(PARTITION, BEGINNING.toEpochMilli());
    tell(FIRST_OFFSET, job(7), submitted());

    assertThat(joinsAsNew(job(7), FIRST_OFFSET)).isFalse();
    assertThat(joinsAsNew(job(8), FIRST_OFFSET)).isTrue();
  }

  @Test
  void whatWasToldBeforeThePastWasKnownCountsAsWell() {
    tell(FIRST_OFFSET, job(7), submitted());
    tail.beganBefore(PARTITION, BEGINNING.toEpochMilli());

    assertThat(joinsAsNew(job(7), FIRST_OFFSET)).isFalse();
  }

  @Test
  void aNewJobIsToldAllItsEvents() {
    tail.beganBefore(PARTITION, BEGINNING.toEpochMilli());
    JobId job = job(1);
    joinsAsNew(job, FIRST_OFFSET);

    tell(FIRST_OFFSET, job, submitted(), started(1, "A"));

    assertThat(listener.events()).containsExactly(submitted(), started(1, "A"));
  }

  @Test
  void aNewJobIsCaughtUpOnceTheTailIsWhereTheLogEnded() {
    tail.beganBefore(PARTITION, BEGINNING.toEpochMilli());
    joinsAsNew(job(5), FIRST_OFFSET + 2);

    tell(FIRST_OFFSET, job(1), submitted());
    assertThat(listener.caughtUp()).isZero();
    tell(FIRST_OFFSET + 1, job(2), submitted());

    assertThat(listener.caughtUp()).isOne();
  }

  private boolean joinsAsNew(JobId job, long end) {
    return tail.joinNew(new Subscription(job, null, listener, false), end);
  }

  private void tell(long offset, JobId job, JobEvent... events) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    for (JobEvent event : events) {
      records.add(record(offset + records.size(), job, event));
    }
    tail.tell(new ConsumerRecords<>(Map.of(partition, records), Map.of()), null);
  }

  private ConsumerRecord<String, byte[]> record(long offset, JobId job, JobEvent event) {
    ProducerRecord<String, byte[]> sent =
        EventCodec.encode(settings.topics().status(), job, "standard", "handoff/test", event);
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
