package dev.handoff.worker;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.job.Reason;

/**
 * A job of a schedule: what its child does, and what its submitter was told.
 *
 * @param prepareMillis from the claim to the start of the first child
 * @param runMillis how long its child runs
 * @param failure how its child fails, or null
 * @param isRepeatable whether a worker may skip the read-back
 */
record SimulatedJob(
    JobId id,
    Brief brief,
    long prepareMillis,
    long runMillis,
    Reason failure,
    boolean isRepeatable) {

  /** What the first attempt has fetched, the next may find. */
  long prepareMillis(int attempt) {
    return attempt == 1 ? prepareMillis : Math.min(500, prepareMillis);
  }
}
