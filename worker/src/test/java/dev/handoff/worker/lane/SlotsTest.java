package dev.handoff.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.brief.policy.Policy;
import dev.handoff.log.Signatures;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.execution.Admission;
import dev.handoff.worker.execution.OutcomePublisher;
import dev.handoff.worker.execution.RetryTimes;
import dev.handoff.worker.execution.SlotRun;
import dev.handoff.worker.execution.SlotThreads;
import dev.handoff.worker.execution.SlotWork;
import dev.handoff.worker.handler.HandlerClaims;
import dev.handoff.worker.handler.HandlerRun;
import dev.handoff.worker.handler.JobHandler;
import dev.handoff.worker.lease.RunningAttempts;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.metrics.AttemptTally;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static final CompletableFuture<Long> ON_LOG = CompletableFuture.completedFuture(0L);

  private final RunningAttempts running = new RunningAttempts();
  private final AttemptTally tally = new AttemptTally(List.of("standard"));
  private final AtomicInteger runs = new AtomicInteger();

  /** Ends as one whose lease is another's, of which nothing is told on the log. */
  private final JobHandler quick =
      JobHandler.repeatable(
          context -> {
            runs.incrementAndGet();
            running.claims().forEach(claim -> running.stop(claim, Why.LEASE_LOST));
            return null;
          });

  @Test
  void aSlotThatIsFreeTakesAClaimAlthoughItsThreadIsNotYet() throws Exception {
    try (Slots slots = slots()) {
      for (int i = 0; i < 20_000; i++) {
        slots.awaitFree(1);
        slots.start(List.of(HandlerClaims.claim()), claim -> ON_LOG);
      }
      slots.awaitIdle(System.nanoTime() + 30_000_000_000L);
    }

    assertThat(runs).hasValue(20_000);
  }

  @Test
  void aClaimThatCannotBeStartedIsNotNamedByBeats() {
    Slots slots = slots();
    slots.close();

    assertThatThrownBy(() -> slots.start(List.of(HandlerClaims.claim()), claim -> ON_LOG))
        .isInstanceOf(RejectedExecutionException.class);

    assertThat(slots.held()).isEmpty();
    assertThat(slots.use().used()).isZero();
  }

  private Slots slots() {
    HandlerRun handlers = new HandlerRun(null, Map.of(HandlerClaims.HANDLER, quick), running);
    OutcomePublisher ends =
        new OutcomePublisher(null, null, tally, RetryTimes.DEFAULT, new Random());
    SlotRun run =
        new SlotRun(
            new Admission(null, Policy.DEFAULT, ends, tally, Signatures.none()),
            ends,
            FailPoint.ofProcess());
    return new Slots(
        "standard",
        1,
        new SlotThreads(
            "standard",
            run,
            loop -> new SlotWork(handlers, null, ends, loop),
            handlers::isRepeatable));
  }
}
