package dev.handoff.worker;

import dev.handoff.worker.execution.RetryTimes;
import dev.handoff.worker.steward.StewardTimes;

/**
 * The waits of a worker that its configuration file cannot set.
 *
 * @param retry how long a job waits after it failed here
 * @param steward the timing of its steward
 */
public record WorkerTimes(RetryTimes retry, StewardTimes steward) {

  public static final WorkerTimes DEFAULT =
      new WorkerTimes(RetryTimes.DEFAULT, StewardTimes.DEFAULT);
}
