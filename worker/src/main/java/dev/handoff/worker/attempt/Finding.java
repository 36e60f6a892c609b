package dev.handoff.worker.attempt;

import dev.handoff.job.Reason;

/** What a step says about going on: a closed set. */
sealed interface Finding {

  Finding GO_ON = new GoOn();

  record GoOn() implements Finding {}

  record Failed(Reason reason, String message) implements Finding {}

  record Stopped(StopSignal.Why why) implements Finding {}

  static Finding failed(Reason reason, String message) {
    return new Failed(reason, message);
  }

  default boolean goesOn() {
    return this instanceof GoOn;
  }
}
