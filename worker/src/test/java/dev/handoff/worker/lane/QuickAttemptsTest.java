package dev.handoff.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.policy.Policy;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobId;
import dev.handoff.log.Signatures;
import dev.handoff.log.presence.WorkerBeat.Held;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.execution.Admission;
import dev.handoff.worker.execution.OutcomePublisher;
import dev.handoff.worker.execution.RetryTimes;
import dev.handoff.worker.execution.SlotRun;
import dev.handoff.worker.execution.SlotThreads;
import dev.handoff.worker.execution.SlotWork;
import dev.handoff.worker.handler.HandlerClaims;
import dev.handoff.worker.handler.HandlerContext;
import dev.handoff.worker.handler.HandlerRun;
import dev.handoff.worker.handler.JobHandler;
import dev.handoff.worker.lease.HostClock;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.lease.RunningAttempts;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.metrics.AttemptTally;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attempts of repeatable handlers, over a log in memory: nothing waits for the end of each. */
class QuickAttemptsTest {

  private static final int SIZE = 512;

  private final MemoryFacts log = new MemoryFacts();
  private static final CompletableFuture<Long> ON_LOG = CompletableFuture.completedFuture(0L);

  private final RunningAttempts running = new RunningAttempts();
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch allBegun = new CountDownLatch(SIZE);
  private final Set<JobId> blocking = ConcurrentHashMap.newKeySet();
  private final Set<JobId> interrupted = ConcurrentHashMap.newKeySet();
  private final HandlerRun handlers =
      new HandlerRun(
          null, Map.of(HandlerClaims.HANDLER, JobHandler.repeatable(this::handle)), running);
  private final Slots slots = slots();

  @AfterEach
  void close() {
    over.countDown();
    handlers.close();
  }

  @Test
  void handlersThatBlockAllRunAtOnce() throws Exception {
    List<Claim> claims = claims(SIZE);
    claims.forEach(claim -> blocking.add(claim.job()));

    slots.start(claims, claim -> ON_LOG);

    assertThat(allBegun.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(running.claims()).hasSize(SIZE);
    assertThat(slots.use().used()).isEqualTo(SIZE);
  }

  @Test
  void shortHandlersEndWhileOthersBlock() {
    log.answerAtOnce();
    List<Claim> claims = claims(SIZE);
    IntStream.range(0, SIZE / 2).forEach(i -> blocking.add(claims.get(2 * i).job()));

    slots.start(claims, claim -> ON_LOG);

    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE / 2);
    assertThat(slots.held())
        .extracting(Held::job)
        .containsExactlyInAnyOrderElementsOf(blocking.stream().map(JobId::text).toList());
  }

  @Test
  void aSlotIsUsedAndItsClaimNamedUntilTheEndIsAcknowledged() throws Exception {
    slots.start(claims(5), claim -> ON_LOG);
    List<MemoryFacts.Append> ends = List.of(log.next(), log.next(), log.next(), log.next());
    MemoryFacts.Append last = log.next();

    ends.forEach(end -> end.answer().complete(7L));

    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE - 1);
    assertThat(slots.held()).extracting(Held::lease).containsExactly(last.claim().lease());
    assertThat(running.claims()).isEmpty();
    last.answer().complete(8L);
    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE);
  }

  @Test
  void anEndThatIsRefusedOrNotAnsweredIsPublishedAgain() throws Exception {
    slots.start(claims(1), claim -> ON_LOG);
    MemoryFacts.Append first = log.next();

    first.answer().completeExceptionally(new TimeoutException("away"));
    MemoryFacts.Append second = log.next();
    second.answer().completeExceptionally(new TimeoutException("still away"));
    MemoryFacts.Append third = log.next();

    assertThat(slots.held()).hasSize(1);
    assertThat(Stream.of(second, third))
        .allSatisfy(again -> assertThat(again.event()).isEqualTo(first.event()));
    third.answer().complete(9L);
    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE);
    assertThat(log.pending()).isEmpty();
  }

  @Test
  void aStopWaitsForTheEndThatIsNotYetAcknowledged() throws Exception {
    slots.start(claims(5), claim -> ON_LOG);
    List<MemoryFacts.Append> ends = List.of(log.next(), log.next(), log.next(), log.next());
    MemoryFacts.Append last = log.next();
    ends.forEach(end -> end.answer().complete(7L));
    slots.stopTaking();
    running.stopForGood();
    Thread stop = new Thread(slots::close);
    stop.start();

    await().atMost(30, TimeUnit.SECONDS).until(() -> stop.getState() == Thread.State.TIMED_WAITING);
    last.answer().completeExceptionally(new TimeoutException("away"));
    MemoryFacts.Append again = log.next();
    assertThat(stop.isAlive()).isTrue();
    again.answer().complete(9L);

    stop.join(30_000);
    assertThat(stop.isAlive()).isFalse();
    assertThat(again.event()).isInstanceOf(Completed.class);
    assertThat(slots.held()).isEmpty();
  }

  @Test
  void anEndThatIsOnTheLogBeforeItsClaimIsPublishedAgain() throws Exception {
    CompletableFuture<Long> onLog = new CompletableFuture<>();
    slots.start(claims(1), claim -> onLog);
    MemoryFacts.Append first = log.next();
    first.answer().complete(7L);
    assertThat(slots.held()).hasSize(1);

    onLog.complete(8L);
    MemoryFacts.Append again = log.next();
    assertThat(again.event()).isEqualTo(first.event());
    assertThat(slots.held()).hasSize(1);
    again.answer().complete(9L);

    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE);
    assertThat(log.pending()).isEmpty();
  }

  @Test
  void anEndThatIsOnTheLogBehindItsClaimIsPublishedOnce() throws Exception {
    CompletableFuture<Long> onLog = new CompletableFuture<>();
    slots.start(claims(1), claim -> onLog);
    MemoryFacts.Append end = log.next();
    end.answer().complete(8L);

    onLog.complete(7L);

    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE);
    assertThat(log.pending()).isEmpty();
  }

  @Test
  void anEndWhoseClaimIsGivenUpIsNotPublishedForEver() throws Exception {
    CompletableFuture<Long> onLog = new CompletableFuture<>();
    slots.start(claims(1), claim -> onLog);
    MemoryFacts.Append end = log.next();

    onLog.completeExceptionally(new TopicAuthorizationException("handoff.status"));
    end.answer().completeExceptionally(new TopicAuthorizationException("handoff.status"));

    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE);
    assertThat(log.pending()).isEmpty();
  }

  @Test
  void aHandlerThatRunsAtAStopIsEndedForTheStop() throws Exception {
    List<Claim> claims = claims(5);
    blocking.add(claims.get(0).job());
    log.answerAtOnce();
    slots.start(claims, claim -> ON_LOG);
    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE - 1);

    running.stopForGood();
    slots.close();

    assertThat(log.pending())
        .filteredOn(append -> append.event() instanceof AttemptEnded)
        .extracting(MemoryFacts.Append::claim)
        .containsExactly(claims.get(0));
    assertThat(interrupted).containsExactly(claims.get(0).job());
  }

  @Test
  void aCancelInterruptsItsOwnAttemptOnly() {
    List<Claim> claims = claims(100);
    blocking.add(claims.get(0).job());
    blocking.add(claims.get(50).job());
    log.answerAtOnce();
    slots.start(claims, claim -> ON_LOG);
    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE - 2);

    running.stop(claims.get(50), Why.CANCELLED);

    await().atMost(30, TimeUnit.SECONDS).until(() -> slots.free() == SIZE - 1);
    assertThat(interrupted).containsExactly(claims.get(50).job());
    assertThat(log.pending())
        .filteredOn(append -> append.event() instanceof Cancelled)
        .extracting(MemoryFacts.Append::claim)
        .containsExactly(claims.get(50));
  }

  private JsonNode handle(HandlerContext context) throws InterruptedException {
    allBegun.countDown();
    if (blocking.contains(context.job())) {
      try {
        over.await();
      } catch (InterruptedException e) {
        interrupted.add(context.job());
        throw e;
      }
    } else if (Thread.currentThread().isInterrupted()) {
      interrupted.add(context.job());
    }
    return null;
  }

  private static List<Claim> claims(int count) {
    return Stream.generate(HandlerClaims::patientClaim).limit(count).toList();
  }

  private Slots slots() {
    AttemptTally tally = new AttemptTally(List.of("standard"));
    LeaseCheck leaseCheck = new LeaseCheck(log, null, LeaseSettings.DEFAULT, HostClock.REAL);
    OutcomePublisher ends =
        new OutcomePublisher(log, leaseCheck, tally, RetryTimes.DEFAULT, new Random());
    SlotRun run =
        new SlotRun(
            new Admission(leaseCheck, Policy.DEFAULT, ends, tally, Signatures.none()),
            ends,
            FailPoint.ofProcess());
    return new Slots(
        "standard",
        SIZE,
        new SlotThreads(
            "standard",
            run,
            loop -> new SlotWork(handlers, null, ends, loop),
            handlers::isRepeatable));
  }
}
