package dev.handoff.worker.attempt.step;

import dev.handoff.worker.attempt.order.Finding;
import java.io.IOException;

/** A named step of an attempt; the next one runs only if this one says to go on. */
public interface Step {

  String name();

  /**
   * @throws IOException if the host fails; that is never the job's fault
   */
  Finding take(Attempt attempt) throws IOException, InterruptedException;
}
