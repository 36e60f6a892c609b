package dev.handoff.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerRunTest {

  private final RunningAttempts running = new RunningAttempts();
  private final List<AttemptOutcome> toldEarly = new CopyOnWriteArrayList<>();
  private HandlerRun handlers;

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

  @Test
  void anInterruptDoesNotOutliveItsAttempt() {
    run(
        context -> {
          running.claims().forEach(claim -> running.stop(claim, Why.CANCELLED));
          return null;
        });

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private AttemptOutcome run(JobHandler handler) {
    return run(HandlerClaims.patientClaim(), handler);
  }

  private AttemptOutcome run(Claim claim, JobHandler handler) {
    handlers = new HandlerRun(null, Map.of(HandlerClaims.HANDLER, handler), running);
    return handlers.run(claim, (RunHandler) claim.lane().brief().run(), toldEarly::add);
  }
}
