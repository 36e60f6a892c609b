package dev.handoff.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.log.lane.LaneDelivery;
import dev.handoff.log.lane.LaneSource;
import dev.handoff.log.status.NoSuchPartitionException;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.handler.HandlerClaims;
import dev.handoff.worker.lease.HostClock;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FactLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** An intake over ports in memory: everything that it does to its lane, its log and its slots. */
class IntakeTest {

  private final MemoryLane lane = new MemoryLane();
  private final MemoryLog log = new MemoryLog();
  private final List<LaneDelivery> buried = new ArrayList<>();
  private final List<Claim> run = new ArrayList<>();
  private final List<CompletableFuture<Long>> started = new ArrayList<>();
  private boolean mayStartEarly;
  private final Slots slots = new Slots("standard", 1, new Running());
  private final Intake intake = new Intake(log, lane, slots, log, new Buried());

  @Test
  void aRecordIsAcceptedAndItsAttemptBegunOnceItsClaimIsOnTheLog() {
    lane.waiting.add(delivery(0));

    intake.poll();
    intake.poll();
    assertThat(lane.accepted).isEmpty();
    assertThat(run).isEmpty();
    log.answers.get(0).complete(1L);
    intake.poll();

    assertThat(lane.accepted).containsExactly(0L);
    assertThat(run).extracting(Claim::laneOffset).containsExactly(0L);
    assertThat(slots.held()).hasSize(1);
  }

  @Test
  void aClaimWithoutAnAnswerIsMadeAgainWithItsLeaseAndItsRecordKept() {
    lane.waiting.add(delivery(0));
    intake.poll();

    log.now = Duration.ofSeconds(4).toNanos();
    intake.poll();

    assertThat(log.claims).hasSize(2);
    assertThat(log.claims.get(1).lease()).isEqualTo(log.claims.get(0).lease());
    assertThat(lane.renewed).containsExactly(0L);
    assertThat(lane.accepted).isEmpty();
  }

  @Test
  void aClaimIsNotMadeAgainWhileItsAnswerMayCome() {
    lane.waiting.add(delivery(0));
    intake.poll();

    log.now = Duration.ofSeconds(4).toNanos() - 1;
    intake.poll();

    assertThat(log.claims).hasSize(1);
    assertThat(intake.isClaiming()).isTrue();
  }

  @Test
  void aClaimThatFailedIsMadeAgainAtOnce() {
    lane.waiting.add(delivery(0));
    intake.poll();

    log.answers.get(0).completeExceptionally(new TimeoutException("away"));
    intake.poll();
    log.answers.get(1).complete(1L);
    intake.poll();

    assertThat(lane.renewed).containsExactly(0L);
    assertThat(lane.accepted).containsExactly(0L);
  }

  @Test
  void anIntakeWhoseClockIsRefusedIsOverAndAcceptsNothing() {
    lane.waiting.add(delivery(0));
    intake.poll();

    log.answers.get(0).completeExceptionally(new InvalidTimestampException("an hour ahead"));
    intake.poll();

    assertThat(intake.isOver()).isTrue();
    assertThat(intake.isClaiming()).isFalse();
    assertThat(lane.accepted).isEmpty();
    assertThat(run).isEmpty();
  }

  @Test
  void anIntakeThatMayNotClaimIsOverAndAcceptsNothing() {
    lane.waiting.add(delivery(0));
    intake.poll();

    log.answers.get(0).completeExceptionally(new TopicAuthorizationException("handoff.status"));
    intake.poll();

    assertThat(intake.isOver()).isTrue();
    assertThat(lane.accepted).isEmpty();
  }

  @Test
  void aRecordThatNobodyCanReadIsKeptAsideAndLeavesTheLane() {
    LaneDelivery unreadable =
        new LaneDelivery(record(0), null, "is no JSON", true, false, null, null);
    lane.waiting.add(unreadable);

    intake.poll();
    intake.poll();

    assertThat(buried).containsExactly(unreadable);
    assertThat(lane.accepted).containsExactly(0L);
    assertThat(log.claims).isEmpty();
    assertThat(run).isEmpty();
  }

  @Test
  void aRecordPastRetentionIsDropped() {
    log.isPastRetention = true;
    lane.waiting.add(delivery(0));

    intake.poll();
    intake.poll();

    assertThat(lane.accepted).containsExactly(0L);
    assertThat(log.claims).isEmpty();
  }

  @Test
  void aClaimForAPartitionThatTheLogDoesNotHaveIsGivenUp() {
    lane.waiting.add(delivery(0));
    intake.poll();

    log.answers.get(0).completeExceptionally(noPartitionFor(lane.taken.get(0)));
    intake.poll();
    intake.poll();

    assertThat(log.claims).hasSize(1);
    assertThat(lane.accepted).containsExactly(0L);
    assertThat(run).isEmpty();
  }

  @Test
  void aClaimIsGivenUpAloneAndThoseTakenWithItAreMadeAgain() {
    Slots two = new Slots("standard", 2, new Running());
    Intake ofTwo = new Intake(log, lane, two, log, new Buried());
    lane.waiting.addAll(List.of(delivery(0), delivery(1)));
    ofTwo.poll();

    // As a future that was made from another one fails.
    log.answers
        .get(0)
        .completeExceptionally(new CompletionException(noPartitionFor(lane.taken.get(0))));
    log.answers.get(1).completeExceptionally(new TimeoutException("away"));
    ofTwo.poll();
    log.answers.get(2).complete(1L);
    ofTwo.poll();

    assertThat(log.claims).extracting(Started::laneOffset).containsExactly(0L, 1L, 1L);
    assertThat(lane.accepted).containsExactly(0L, 1L);
    assertThat(run).extracting(Claim::laneOffset).containsExactly(1L);
  }

  @Test
  void aClaimIsMadeAgainThoughTheOneBeforeItWasGivenUp() {
    lane.waiting.add(delivery(0));
    intake.poll();
    log.answers.get(0).completeExceptionally(noPartitionFor(lane.taken.get(0)));
    intake.poll();
    intake.poll();
    lane.waiting.add(delivery(1));
    intake.poll();

    log.answers.get(1).completeExceptionally(new TimeoutException("away"));
    intake.poll();
    log.answers.get(2).complete(1L);
    intake.poll();

    assertThat(run).extracting(Claim::laneOffset).containsExactly(1L);
  }

  @Test
  void anAttemptThatMayRunTwiceBeginsBeforeItsClaimIsOnTheLog() {
    mayStartEarly = true;
    lane.waiting.add(delivery(0));

    intake.poll();
    assertThat(run).extracting(Claim::laneOffset).containsExactly(0L);
    assertThat(slots.held()).hasSize(1);
    assertThat(lane.accepted).isEmpty();
    assertThat(started.get(0)).isNotDone();
    log.answers.get(0).complete(7L);
    intake.poll();

    assertThat(started.get(0)).isCompletedWithValue(7L);
    assertThat(lane.accepted).containsExactly(0L);
    assertThat(run).hasSize(1);
  }

  @Test
  void anAttemptThatBeganEarlyIsNotBegunAgainWhenItsClaimIsMadeAgain() {
    mayStartEarly = true;
    lane.waiting.add(delivery(0));
    intake.poll();

    log.answers.get(0).completeExceptionally(new TimeoutException("away"));
    intake.poll();
    assertThat(started.get(0)).isNotDone();
    log.answers.get(1).complete(9L);
    intake.poll();

    assertThat(started.get(0)).isCompletedWithValue(9L);
    assertThat(run).hasSize(1);
    assertThat(lane.renewed).containsExactly(0L);
    assertThat(lane.accepted).containsExactly(0L);
  }

  @Test
  void anAttemptThatBeganEarlyHearsThatItsClaimIsRefused() {
    mayStartEarly = true;
    lane.waiting.add(delivery(0));
    intake.poll();

    log.answers.get(0).completeExceptionally(new TopicAuthorizationException("handoff.status"));
    intake.poll();

    assertThat(started.get(0)).isCompletedExceptionally();
    assertThat(lane.accepted).isEmpty();
  }

  @Test
  void aClaimThatIsAnsweredAfterTheIntakeHasLeftCounts() {
    mayStartEarly = true;
    lane.waiting.add(delivery(0));
    intake.poll();

    intake.leave();
    assertThat(started.get(0)).isNotDone();
    log.answers.get(0).complete(7L);

    assertThat(started.get(0)).isCompletedWithValue(7L);
    assertThat(lane.accepted).isEmpty();
  }

  @Test
  void aClaimThatFailsAfterTheIntakeHasLeftIsGivenUp() {
    mayStartEarly = true;
    lane.waiting.add(delivery(0));
    intake.poll();

    intake.leave();
    log.answers.get(0).completeExceptionally(new TimeoutException("away"));

    assertThat(started.get(0)).isCompletedExceptionally();
  }

  @Test
  void nothingBeginsEarlyOfAJobThatTheLogHasNoPartitionFor() {
    mayStartEarly = true;
    log.hasPartition = false;
    lane.waiting.add(delivery(0));

    intake.poll();

    assertThat(run).isEmpty();
    log.answers.get(0).complete(7L);
    intake.poll();
    assertThat(run).hasSize(1);
    assertThat(started.get(0)).isCompletedWithValue(7L);
  }

  private static NoSuchPartitionException noPartitionFor(LaneDelivery delivery) {
    return new NoSuchPartitionException(delivery.lane().job(), "handoff.status", 0);
  }

  @Test
  void nothingIsTakenWhileNoSlotIsFree() {
    lane.waiting.add(delivery(0));
    lane.waiting.add(delivery(1));
    intake.poll();
    log.answers.get(0).complete(1L);
    intake.poll();

    intake.poll();

    assertThat(lane.waiting).hasSize(1);
    assertThat(log.claims).hasSize(1);
  }

  @Test
  void nothingIsTakenOnceTheWorkerStops() {
    lane.waiting.add(delivery(0));
    slots.stopTaking();

    intake.poll();

    assertThat(lane.waiting).hasSize(1);
  }

  private static LaneDelivery delivery(long offset) {
    return new LaneDelivery(
        record(offset), HandlerClaims.claim().lane(), null, true, false, null, null);
  }

  private static ConsumerRecord<String, byte[]> record(long offset) {
    return new ConsumerRecord<>("handoff.tasks.standard", 0, offset, "key", new byte[0]);
  }

  private static final class MemoryLane implements LaneSource {
    private final List<LaneDelivery> waiting = new ArrayList<>();
    private final List<LaneDelivery> taken = new ArrayList<>();
    private final List<Long> accepted = new ArrayList<>();
    private final List<Long> renewed = new ArrayList<>();
    private final List<Long> acknowledged = new ArrayList<>();

    @Override
    public List<LaneDelivery> poll(int free, Duration timeout) {
      List<LaneDelivery> next = waiting.subList(0, Math.min(free, waiting.size()));
      List<LaneDelivery> taken = List.copyOf(next);
      next.clear();
      this.taken.addAll(taken);
      return taken;
    }

    @Override
    public void accept(LaneDelivery delivery) {
      acknowledged.add(delivery.offset());
    }

    @Override
    public void renew(List<LaneDelivery> deliveries) {
      deliveries.forEach(delivery -> renewed.add(delivery.offset()));
    }

    @Override
    public void commit() {
      accepted.addAll(acknowledged);
      acknowledged.clear();
    }
  }

  /** The log, and the clock: both stand still until a test moves them. */
  private static final class MemoryLog implements FactLog, HostClock {
    private final List<Started> claims = new ArrayList<>();
    private final List<CompletableFuture<Long>> answers = new ArrayList<>();
    private boolean isPastRetention;
    private boolean hasPartition = true;
    private int leases;
    private long now;

    @Override
    public CompletableFuture<Long> append(Claim claim, JobEvent event) {
      claims.add((Started) event);
      answers.add(new CompletableFuture<>());
      return answers.get(answers.size() - 1);
    }

    @Override
    public boolean hasPartition(JobId job) {
      return hasPartition;
    }

    @Override
    public <S> CompletableFuture<S> read(
        Claim claim, S start, BiFunction<S, RecordedEvent, S> fold) {
      throw new AssertionError("an intake reads nothing");
    }

    @Override
    public String newLease() {
      return "lease-" + leases++;
    }

    @Override
    public Started started(Claim claim) {
      return new Started(
          now(), claim.attempt(), claim.lease(), workerId(), claim.laneOffset(), "none");
    }

    @Override
    public String workerId() {
      return "worker-1";
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public boolean isPastRetention(JobId job) {
      return isPastRetention;
    }

    @Override
    public Instant latestStart(Claim claim) {
      return Instant.MAX;
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public Duration uptime() {
      return Duration.ofNanos(now);
    }
  }

  private final class Running implements Slots.Runner {

    @Override
    public boolean mayStartEarly(Claim claim) {
      return mayStartEarly;
    }

    @Override
    public CompletableFuture<Void> run(
        Claim claim, CompletableFuture<Long> onLog, boolean isOneOfMany) {
      started.add(onLog);
      run.add(claim);
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }

  private final class Buried implements Rejects {

    @Override
    public CompletableFuture<?> reject(LaneDelivery delivery) {
      buried.add(delivery);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void buried(int count) {
      assertThat(buried).hasSize(count);
    }
  }
}
