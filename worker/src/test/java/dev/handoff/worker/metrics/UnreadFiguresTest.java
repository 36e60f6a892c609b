package dev.handoff.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.status.EventReader;
import dev.handoff.log.status.UnreadEvent;
import dev.handoff.testkit.SettableClock;
import dev.handoff.worker.log.EventRecords;
import dev.handoff.worker.steward.RandomRecords;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures are the same whether all values are parsed or only those that figures need. */
class UnreadFiguresTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");

  private final AtomicBoolean isLeader = new AtomicBoolean(true);
  private final SettableClock clock = new SettableClock(AT.plusSeconds(9));
  private final EventReader reader = EventRecords.reader();
  private final JobId job = JobId.next(AT, 0);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void ofAnyLogTheFiguresAreTheSame(int seed) {
    for (int round = 0; round < 60; round++) {
      compare(new Random(seed * 1_000L + round), "seed " + seed + ", round " + round);
    }
  }

  private void compare(Random random, String place) {
    List<ConsumerRecord<String, byte[]>> log =
        new RandomRecords(random, AT).log(1 + random.nextInt(12));
    QueueMeters all = new QueueMeters(isLeader::get, clock);
    QueueMeters some = new QueueMeters(isLeader::get, clock);
    Map<Integer, Long> told = Map.of(0, (long) random.nextInt(20), 1, (long) random.nextInt(20));
    LogFeed.Listener reads = all.begin();
    LogFeed.Listener skips = some.begin();
    reads.onBegin(told);
    skips.onBegin(told);
    int replayed = random.nextInt(log.size() + 1);
    int next = 0;
    while (next <= log.size()) {
      if (next == replayed) {
        reads.onCaughtUp();
        skips.onCaughtUp();
      }
      isLeader.set(true);
      assertThat(some.text()).as(place).isEqualTo(all.text());
      isLeader.set(random.nextInt(4) > 0);
      int limit = next < replayed ? replayed : log.size();
      int end = Math.min(next + 1 + random.nextInt(10), limit);
      List<ConsumerRecord<String, byte[]>> poll = log.subList(Math.min(next, end), end);
      poll.forEach(record -> reader.read(record).ifPresent(reads::onEvent));
      skips.onEvents(poll.stream().map(reader::unread).toList());
      next = end == next ? log.size() + 1 : end;
    }
  }

  @Test
  void ofStartsAndCompletionsTheTimesAreCountedUnparsed() {
    String figures = figuresOf(true, true);

    assertThat(figures)
        .contains("handoff_job_run_seconds_sum{lane=\"standard\",outcome=\"completed\"} 5.0")
        .contains("handoff_job_queue_wait_seconds_sum{lane=\"standard\"} 2.0");
  }

  @Test
  void ofAJobThatIsNotToBeCountedNothingIsParsed() {
    String figures = figuresOf(false, false);

    assertThat(figures).contains("handoff_jobs_submitted_total{lane=\"standard\"} 0.0");
  }

  /** Of one job whose start and completion cannot be parsed; perhaps its submit neither. */
  private String figuresOf(boolean isLeading, boolean isSubmitReadable) {
    QueueMeters meters = new QueueMeters(isLeader::get, clock);
    LogFeed.Listener listener = meters.begin();
    listener.onBegin(Map.of());
    listener.onCaughtUp();
    isLeader.set(isLeading);
    Submitted submitted = new Submitted(AT, RandomRecords.BRIEF, "ann", "standard", 3L, null, null);
    listener.onEvents(
        List.of(
            isSubmitReadable
                ? reader.unread(EventRecords.record(job, submitted, 0))
                : unparsable(submitted),
            unparsable(new Started(AT.plusSeconds(2), 1, "A", "worker-1", 3, "bwrap")),
            unparsable(new Completed(AT.plusSeconds(7), 1, "A", JobResult.NONE))));
    return meters.text();
  }

  private UnreadEvent unparsable(JobEvent event) {
    ConsumerRecord<String, byte[]> record = EventRecords.record(job, event, 1);
    String value = new String(record.value(), StandardCharsets.UTF_8);
    String broken = value.substring(0, value.length() - 2) + "!}";
    return reader.unread(EventRecords.withValue(record, broken.getBytes(StandardCharsets.UTF_8)));
  }
}
