package dev.handoff.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.lease.RunningAttempts;
import dev.handoff.worker.log.Claim;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerRunTest {

  private final RunningAttempts running = new RunningAttempts();
  private final List<AttemptOutcome> toldEarly = new CopyOnWriteArrayList<>();
  private final HandlerRun handlers =
      new HandlerRun(null, Map.of(HandlerClaims.HANDLER, this::handle), running);
  private JobHandler handler;

  @AfterEach
  void close() {
    handlers.close();
  }

  @Test
  void anErrorOfTheHandlerIsAFailureOfItsJob() {
    AttemptOutcome outcome =
        run(
            context -> {
              throw new StackOverflowError("too deep");
            });

    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(((AttemptOutcome.Failed) outcome).message()).contains("too deep");
    assertThat(running.claims()).isEmpty();
  }

  @Test
  void anInterruptOfTheHandlersOwnIsAFailureToo() {
    AttemptOutcome outcome =
        run(
            context -> {
              throw new InterruptedException("a queue of mine");
            });

    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
  }

  @Test
  void aMessageOfAnyLengthFitsIntoAnEvent() {
    AttemptOutcome outcome =
        run(
            context -> {
              throw new IllegalStateException("x".repeat(2_000_000));
            });

    assertThat(((AttemptOutcome.Failed) outcome).message()).hasSizeLessThan(5000);
  }

  @Test
  void aBeanInTheValueOfAHandlerIsWrittenAsJsonSoThatItCanBeLookedThrough() {
    AttemptOutcome outcome = run(context -> new POJONode(Map.of("token", "s3cr3t-value")));

    assertThat(((AttemptOutcome.Completed) outcome).result().value().path("token").textValue())
        .isEqualTo("s3cr3t-value");
  }

  @Test
  void aValueThatCannotBeWrittenIsAFailureOfItsJob() {
    AttemptOutcome outcome = run(context -> new POJONode(new Object()));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.RUN_FAILED);
  }

  @Test
  void aHandlerMayReturnNothing() {
    AttemptOutcome outcome = run(context -> null);

    assertThat(((AttemptOutcome.Completed) outcome).result()).isEqualTo(JobResult.NONE);
  }

  @Test
  void aStoppedHandlerThatGoesOnIsTimedOutAllTheSame() {
    AttemptOutcome outcome =
        run(
            HandlerClaims.claim(),
            context -> {
              running.claims().forEach(claim -> running.stop(claim, Why.CANCELLED));
              while (toldEarly.isEmpty()) {
                Thread.onSpinWait(); // as one that ignores its interrupt
              }
              return null;
            });

    assertThat(outcome).isInstanceOf(AttemptOutcome.Stopped.class);
    assertThat(toldEarly).hasSize(1);
    assertThat(((AttemptOutcome.Failed) toldEarly.get(0)).reason()).isEqualTo(Reason.TIMED_OUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1ms", "500ms", "1s"})
  void aHandlerIsInterruptedWhenItsTimeIsOver(String limit) {
    AttemptOutcome outcome =
        run(
            HandlerClaims.claimWithLimit(limit),
            context -> {
              new CountDownLatch(1).await();
              return null;
            });

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(((AttemptOutcome.Failed) outcome).message())
        .endsWith("limit of " + limit.replaceAll("(\\d)(\\D)", "$1 $2"));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aHandlerThatEndsInTimeIsNotTimedOutWhileTheNextOneRuns() {
    run(HandlerClaims.claim(), context -> null);

    AttemptOutcome next =
        run(
            HandlerClaims.patientClaim(),
            context -> {
              Thread.sleep(1_500); // past the limit of the first
              return null;
            });

    assertThat(next).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(toldEarly).isEmpty();
  }

  @Test
  void anInterruptDoesNotOutliveItsAttempt() {
    run(
        context -> {
          running.claims().forEach(claim -> running.stop(claim, Why.CANCELLED));
          return null;
        });

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private JsonNode handle(HandlerContext context) throws Exception {
    return handler.handle(context);
  }

  private AttemptOutcome run(JobHandler handler) {
    return run(HandlerClaims.patientClaim(), handler);
  }

  private AttemptOutcome run(Claim claim, JobHandler handler) {
    this.handler = handler;
    return handlers.run(
        claim,
        (RunHandler) claim.lane().brief().run(),
        CompletableFuture.completedFuture(1L),
        toldEarly::add);
  }
}
