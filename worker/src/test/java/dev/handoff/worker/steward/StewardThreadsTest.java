package dev.handoff.worker.steward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.status.EventReader;
import dev.handoff.log.status.UnreadEvent;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.log.EventRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The feed's thread and the steward's read the same unread jobs. */
class StewardThreadsTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");
  private static final int POLL = 50;

  private final EventReader reader = EventRecords.reader();
  private final AtomicLong clock = new AtomicLong();
  private final Steward steward =
      new Steward(
          new Stewardship(LeaseSettings.DEFAULT),
          StewardTimes.DEFAULT,
          new StewardActions(new SilentLog()),
          clock::get);

  @Test
  void ticksThatReadWhatRestsWhileTheFeedGoesOnLoseNoEvent() throws Exception {
    List<ConsumerRecord<String, byte[]>> log = new RandomRecords(new Random(1), AT).log(4_000);
    ExecutorService feed = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> passOn(log), feed);
      while (!fed.isDone()) {
        Instant wallClock = AT.plusNanos(clock.get());
        steward.tick(clock.addAndGet(1_000_000), wallClock, 1, false);
      }
      fed.get(60, TimeUnit.SECONDS);
    } finally {
      feed.shutdownNow();
    }
    steward.onCaughtUp();

    Map<String, LiveJob> expected = live(log);
    Map<String, LiveJob> known = new HashMap<>();
    expected.forEach(
        (name, job) -> {
          LiveJob watched = steward.job(job.job());
          if (watched != null) {
            known.put(name, watched);
          }
        });
    assertThat(known.keySet()).isEqualTo(expected.keySet());
    assertThat(known).isEqualTo(expected);
  }

  /** Never answers, so that nothing changes but by the feed. */
  private static final class SilentLog implements StewardLog {

    @Override
    public CompletableFuture<LiveJob> look(JobId job) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Long> append(JobId job, String lane, JobEvent event) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> enqueue(String lane, LaneRecord record) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> order(StopOrder order) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant now() {
      return AT;
    }

    @Override
    public Executor background() {
      return Runnable::run;
    }
  }

  private void passOn(List<ConsumerRecord<String, byte[]>> log) {
    for (int from = 0; from < log.size(); from += POLL) {
      List<UnreadEvent> polled = new ArrayList<>();
      log.subList(from, Math.min(log.size(), from + POLL))
          .forEach(record -> polled.add(reader.unread(record)));
      steward.onEvents(polled);
    }
  }

  private Map<String, LiveJob> live(List<ConsumerRecord<String, byte[]>> log) {
    Map<String, LiveJob> live = new HashMap<>();
    log.forEach(
        record ->
            reader
                .read(record)
                .ifPresent(
                    event ->
                        live.merge(
                            record.key(),
                            LiveJob.unknown(event.job()).apply(event.withoutTexts()),
                            (before, first) -> before.apply(event.withoutTexts()))));
    live.values().removeIf(LiveJob::isOver);
    return live;
  }
}
