package dev.handoff.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.log.LaneRecord;
import dev.handoff.log.RecordedEvent;
import dev.handoff.log.StopOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** When a steward does what is due: it does not look at every job that waits at every tick. */
class StewardRestTest {

  private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Brief BRIEF =
      new BriefReader()
          .read(
              "goal: g\nrun: {handler: h}\nlimits: {queue: 1h}\n".getBytes(StandardCharsets.UTF_8));

  private final JobId job = JobId.next(T0, 0);
  private final Log log = new Log();
  private final Steward steward =
      new Steward(new Stewardship(LeaseSettings.DEFAULT), new StewardHands(log), () -> log.sinceT0);

  @Test
  void aJobIsPutIntoItsLaneInTheTickInWhichItsTimeHasCome() {
    log.say(new Submitted(T0, BRIEF, "ann", "standard", null, T0.plusSeconds(60), null));

    tickUntil(Duration.ofSeconds(60).minus(TICK));
    assertThat(log.enqueued).isEmpty();
    tickUntil(Duration.ofSeconds(60));
    assertThat(log.enqueued).containsExactly(job);
  }

  @Test
  void aCancelOfAJobThatRestsIsSaidInTheNextTick() {
    log.say(new Submitted(T0, BRIEF, "ann", "standard", 5L, null, null));
    tickUntil(Duration.ofMillis(10_200));

    log.say(new CancelRequested(T0, "ann", null));
    tickUntil(Duration.ofMillis(10_400));

    assertThat(log.appended).hasAtLeastOneElementOfType(JobEvent.Cancelled.class);
  }

  @Test
  void aBriefThatTheLaneHasLostIsPutThereAgainWithinSeconds() {
    log.say(new Submitted(T0, BRIEF, "ann", "standard", 5L, null, null));
    tickUntil(Duration.ofSeconds(10));

    steward.laneStarts(Map.of("standard", 6L));
    tickUntil(Duration.ofSeconds(16));

    assertThat(log.enqueued).containsExactly(job);
  }

  private void tickUntil(Duration time) {
    while (log.sinceT0 < time.toNanos()) {
      log.sinceT0 += TICK.toNanos();
      steward.tick(log.sinceT0, T0.plusNanos(log.sinceT0), 0, true);
    }
  }

  /** The job's events, in memory; what is appended is told to the steward by nobody. */
  private final class Log implements StewardLog {

    private final List<RecordedEvent> events = new ArrayList<>();
    private final List<JobEvent> appended = new ArrayList<>();
    private final List<JobId> enqueued = new ArrayList<>();
    private long sinceT0;

    void say(JobEvent event) {
      RecordedEvent recorded = new RecordedEvent(job, event, events.size());
      events.add(recorded);
      steward.onEvent(recorded);
    }

    @Override
    public CompletableFuture<LiveJob> look(JobId asked) {
      LiveJob found = LiveJob.unknown(asked);
      for (RecordedEvent event : events) {
        found = found.apply(event);
      }
      return CompletableFuture.completedFuture(found);
    }

    @Override
    public CompletableFuture<Long> append(JobId of, String lane, JobEvent event) {
      appended.add(event);
      return CompletableFuture.completedFuture((long) events.size());
    }

    @Override
    public CompletableFuture<Long> enqueue(String lane, LaneRecord record) {
      enqueued.add(record.job());
      return CompletableFuture.completedFuture(7L);
    }

    @Override
    public CompletableFuture<Long> order(StopOrder order) {
      return CompletableFuture.completedFuture(0L);
    }

    @Override
    public Instant now() {
      return T0.plusNanos(sinceT0);
    }

    @Override
    public Executor background() {
      return Runnable::run;
    }
  }
}
