package dev.handoff.worker;

import dev.handoff.worker.execution.RetryTimes;
import dev.handoff.worker.steward.StewardTimes;

/**
 * The waits of a worker that no configuration names.
 *
 * @param retry how long a job that failed here waits
 * @param steward how patient it is as a steward
 */
public record WorkerTimes(RetryTimes retry, StewardTimes steward) {

  public static final WorkerTimes DEFAULT =
      new WorkerTimes(RetryTimes.DEFAULT, StewardTimes.DEFAULT);
}
