package dev.handoff.job;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobResult.CheckResult;
import java.time.Instant;

/**
 * An immutable fact about a job: the whole vocabulary of the status topic. What an event changes is
 * decided by {@link JobState} alone.
 */
public sealed interface JobEvent {

  /** When it happened, by the clock of who says it. For people; nothing is decided by it. */
  Instant at();

  /** An event of one attempt. It counts only while that attempt holds that lease (rule R2). */
  sealed interface OfAttempt extends JobEvent {
    /** From 1. */
    int attempt();

    /** New for each claim; null when said by somebody without one (rule R7). */
    String lease();
  }

  /** An event that ends the job, if it counts. */
  sealed interface Terminal extends OfAttempt {
    JobResult result();
  }

  /**
   * The job exists: brief and promise are both on the log.
   *
   * @param laneOffset where the brief is in its lane; null if it waits for {@code notBefore}
   * @param notBefore due time, or null: at once
   * @param key the submitter's idempotency key, or null
   * @param retryOf the id of the job that this one does again, or null
   */
  record Submitted(
      Instant at,
      Brief brief,
      String submitter,
      String lane,
      Long laneOffset,
      Instant notBefore,
      String key,
      String retryOf)
      implements JobEvent {

    /** A job that does no other again. */
    public Submitted(
        Instant at,
        Brief brief,
        String submitter,
        String lane,
        Long laneOffset,
        Instant notBefore,
        String key) {
      this(at, brief, submitter, lane, laneOffset, notBefore, key, null);
    }
  }

  /** The lane holds the brief for this attempt. */
  record Enqueued(Instant at, int attempt, long laneOffset) implements JobEvent {}

  /**
   * A worker claims the attempt. The first in offset order holds the lease (rule R3).
   *
   * @param laneOffset of the brief that was taken
   * @param isolation how the worker isolates child processes
   */
  record Started(
      Instant at, int attempt, String lease, String worker, long laneOffset, String isolation)
      implements OfAttempt {}

  /**
   * How far the attempt has come.
   *
   * @param phase the step of the attempt
   * @param message one line, or null
   * @param percent 0 to 100, or null
   */
  record Progressed(
      Instant at, int attempt, String lease, String phase, String message, Integer percent)
      implements OfAttempt {}

  /** A check of the attempt has a verdict. */
  record CheckFinished(Instant at, int attempt, String lease, CheckResult check)
      implements OfAttempt {}

  /**
   * The attempt is over and the job is not.
   *
   * @param retryAt not before this, or null
   * @param loss null unless a steward says that the worker went silent
   */
  record AttemptEnded(
      Instant at,
      int attempt,
      String lease,
      Reason reason,
      String message,
      Instant retryAt,
      Loss loss)
      implements OfAttempt {

    public AttemptEnded(
        Instant at, int attempt, String lease, Reason reason, String message, Instant retryAt) {
      this(at, attempt, lease, reason, message, retryAt, null);
    }
  }

  /** Somebody wants the job to end; what becomes of it is for the fold to say (rule R4). */
  record CancelRequested(Instant at, String by, String why) implements JobEvent {}

  /** The work is done and every check passed. */
  record Completed(Instant at, int attempt, String lease, JobResult result) implements Terminal {}

  /** The job has failed; without a lease if no attempt of it was running (rule R7). */
  record Failed(
      Instant at, int attempt, String lease, Reason reason, String message, JobResult result)
      implements Terminal {}

  /** The job was ended because somebody asked for it, and nothing of it lives any more. */
  record Cancelled(Instant at, int attempt, String lease, String by, String why, JobResult result)
      implements Terminal {}
}
