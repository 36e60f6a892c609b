package dev.handoff.worker;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.job.Reason;

/**
 * A job of a schedule: what its child does, and what its submitter was told.
 *
 * @param runMillis how long its child runs
 * @param failure how its child fails, or null
 * @param isRepeatable whether a worker may skip the read-back
 */
record SimulatedJob(JobId id, Brief brief, long runMillis, Reason failure, boolean isRepeatable) {

  long runMillis(int attempt) {
    return runMillis;
  }
}
