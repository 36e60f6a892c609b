package dev.handoff.worker.attempt.order;

import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.child.StopSignal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether the attempt goes on after a step: a closed set. */
public sealed interface StepResult {

  StepResult GO_ON = new GoOn();

  /** The next step follows. */
  record GoOn() implements StepResult {}

  /**
   * @param retryAt the time before which it would fail again, if that is known
   */
  record Failed(Reason reason, String message, @Nullable Instant retryAt) implements StepResult {

    public Failed(Reason reason, String message) {
      this(reason, message, null);
    }
  }

  /** The attempt is stopped from outside. */
  record Stopped(StopSignal.Why why) implements StepResult {}

  static StepResult failed(Reason reason, String message) {
    return new Failed(reason, message);
  }

  default boolean goesOn() {
    return this instanceof GoOn;
  }
}
