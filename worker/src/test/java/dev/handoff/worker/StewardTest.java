package dev.handoff.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Started;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When which steward acts, on a log that shows each act at once. */
class StewardTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");
  private static final JobId JOB = JobId.next(AT, 3);
  private static final LeaseSettings LEASE = LeaseSettings.DEFAULT;

  private final PlainLog log = new PlainLog();
  private final Steward steward =
      new Steward(new Stewardship(LEASE), new StewardHands(log), () -> log.nanoTime);

  @BeforeEach
  void aJobRuns() {
    Brief brief =
        new BriefReader()
            .read("goal: be watched\nrun: {handler: any}\n".getBytes(StandardCharsets.UTF_8));
    log.add(new Submitted(AT, brief, "tester", "standard", 0L, null, null));
    start(1);
  }

  private void start(int attempt) {
    log.add(new Started(AT, attempt, "lease-" + attempt, "worker-" + attempt, 0, "bwrap"));
  }

  /** Ticks that long, five times a second. */
  private void tick(int seat, Duration time) {
    for (long end = log.nanoTime + time.toNanos(); log.nanoTime < end; ) {
      log.nanoTime += Duration.ofMillis(200).toNanos();
      steward.tick(log.nanoTime, AT, seat, true);
    }
  }

  @Test
  void theFirstStewardTakesTheAttemptAwayAndEnqueuesTheNextAtOnce() {
    tick(0, LEASE.lapse().plusMillis(400));

    assertThat(log.said()).containsExactly(AttemptEnded.class, Enqueued.class);
  }

  @Test
  void theSecondLeavesTheFirstASecondToAct() {
    tick(1, LEASE.lapse().plusMillis(800));

    assertThat(log.said()).isEmpty();
  }

  @Test
  void theSecondWaitsNoSecondTimeForWhatFollowsFromItsOwnAct() {
    tick(1, LEASE.lapse().plusMillis(1_600));

    assertThat(log.said()).containsExactly(AttemptEnded.class, Enqueued.class);
  }

  @Test
  void theSecondWaitsAgainOnceTheJobHasRun() {
    tick(1, LEASE.lapse().plusMillis(1_600));
    start(2);
    log.forget();

    tick(1, LEASE.lapse().plusMillis(800));

    assertThat(log.said()).isEmpty();
  }

  /** Shows what is appended at once, and tells the steward. */
  private final class PlainLog implements StewardLog {

    private final List<Class<?>> said = new ArrayList<>();
    private LiveJob job = LiveJob.unknown(JOB);
    private long nanoTime;
    private long offset;

    void add(JobEvent event) {
      RecordedEvent recorded = new RecordedEvent(JOB, event, offset++);
      job = job.apply(recorded);
      steward.onEvent(recorded);
    }

    List<Class<?>> said() {
      return said;
    }

    void forget() {
      said.clear();
    }

    @Override
    public CompletableFuture<LiveJob> look(JobId wanted) {
      return CompletableFuture.completedFuture(job);
    }

    @Override
    public CompletableFuture<Long> append(JobId to, String lane, JobEvent event) {
      said.add(event.getClass());
      add(event);
      return CompletableFuture.completedFuture(offset);
    }

    @Override
    public CompletableFuture<Long> enqueue(String lane, LaneRecord record) {
      return CompletableFuture.completedFuture(1L);
    }

    @Override
    public CompletableFuture<Long> order(StopOrder order) {
      return CompletableFuture.completedFuture(0L);
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
}
