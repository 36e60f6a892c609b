package dev.handoff.worker.simulation;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.job.Reason;

/**
 * A job of a schedule: what its child does, and what its submitter was told.
 *
 * @param prepareMillis from the claim to the start of the first child
 * @param runMillis how long its child runs
 * @param failure how its child fails, or null
 * @param kind how a worker runs it
 */
public record SimulatedJob(
    JobId id, Brief brief, long prepareMillis, long runMillis, Reason failure, Kind kind) {

  /** By what a job is run. */
  enum Kind {
    /** A process, which is fenced before its start and before its effects. */
    COMMAND,
    /** A Java handler: once admitted it asks nobody. */
    HANDLER,
    /** One that may run twice at once, so that a worker may skip the read-back. */
    REPEATABLE_HANDLER
  }

  boolean isHandler() {
    return kind != Kind.COMMAND;
  }

  boolean isRepeatable() {
    return kind == Kind.REPEATABLE_HANDLER;
  }

  /** What the first attempt has fetched, the next may find. */
  long prepareMillis(int attempt) {
    return attempt == 1 ? prepareMillis : Math.min(500, prepareMillis);
  }
}
