package dev.handoff.worker.simulation;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.job.Reason;

/**
 * A job of a schedule and the behaviour of its child.
 *
 * @param prepareMillis from the claim to the start of the first child
 * @param runMillis how long its child runs
 * @param failure how its child fails, or null
 * @param kind how a worker runs it
 */
public record SimulatedJob(
    JobId id, Brief brief, long prepareMillis, long runMillis, Reason failure, Kind kind) {

  /** How a job is run. */
  enum Kind {
    /** A process, fenced before its start and before its effects. */
    COMMAND,
    /** A Java handler: once admitted it does not check the lease again. */
    HANDLER,
    /** A handler that may run twice at once, so that a worker may skip the read-back. */
    REPEATABLE_HANDLER
  }

  boolean isHandler() {
    return kind != Kind.COMMAND;
  }

  boolean isRepeatable() {
    return kind == Kind.REPEATABLE_HANDLER;
  }

  /** Shorter for later attempts: they find what the first one has fetched. */
  long prepareMillis(int attempt) {
    return attempt == 1 ? prepareMillis : Math.min(500, prepareMillis);
  }
}
