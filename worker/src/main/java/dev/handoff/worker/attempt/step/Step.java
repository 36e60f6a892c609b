package dev.handoff.worker.attempt.step;

import dev.handoff.worker.attempt.order.Finding;
import java.io.IOException;

/** One named step of an attempt; the next one runs only if this one goes on. */
public interface Step {

  String name();

  /**
   * @throws IOException if the host fails it; that is never the job's fault
   */
  Finding take(Attempt attempt) throws IOException, InterruptedException;
}
