package dev.handoff.worker.attempt;

import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;

/** How an attempt ended: a closed set, each with what there is of a result. */
public sealed interface Outcome {

  JobResult result();

  /** The work is done and every check passed. */
  record Completed(JobResult result) implements Outcome {}

  /**
   * @param message one or more lines for people: what happened and what to do
   */
  record Failed(Reason reason, String message, JobResult result) implements Outcome {}

  /** The owner ended it, and nothing of it lives any more. */
  record Stopped(StopSignal.Why why, JobResult result) implements Outcome {}
}
