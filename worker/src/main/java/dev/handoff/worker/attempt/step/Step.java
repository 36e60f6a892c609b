package dev.handoff.worker.attempt.step;

import dev.handoff.worker.attempt.order.StepResult;
import java.io.IOException;

/** A named step of an attempt; the next one runs only if this one says to go on. */
public interface Step {

  String name();

  /**
   * @throws IOException if the host fails; that is never the job's fault
   */
  StepResult take(Attempt attempt) throws IOException, InterruptedException;
}
