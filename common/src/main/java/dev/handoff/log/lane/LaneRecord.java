package dev.handoff.log.lane;

import dev.handoff.brief.Brief;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason.Fault;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that waits in a lane.
 *
 * @param attempt the number to claim
 * @param charge how many of its attempts the job has used up so far
 * @param since an offset of the status partition at or before the job's first event. A hint:
 *     readers begin no later than at the id's time
 * @param traceparent the submitter's trace; null if it has none, or the log says it: the first
 *     attempt can begin before the submission is there
 */
public record LaneRecord(
    JobId job,
    Brief brief,
    int attempt,
    FaultCounts charge,
    @Nullable Long since,
    @Nullable String traceparent) {

  public LaneRecord(JobId job, Brief brief, int attempt, FaultCounts charge, @Nullable Long since) {
    this(job, brief, attempt, charge, since, null);
  }

  /**
   * Attempts that are used up.
   *
   * @param own attempts that failed by the job's own fault
   * @param system attempts that the system ended
   */
  public record FaultCounts(int own, int system) {
    /** How many system faults end a job. */
    public static final int MAX_SYSTEM = 3;

    public static final FaultCounts NONE = new FaultCounts(0, 0);

    /** Counts the attempts of a job. */
    public static FaultCounts of(JobState job) {
      return new FaultCounts(count(job, Fault.JOB), count(job, Fault.SYSTEM));
    }

    /** Whether the job is retried after one more system fault. */
    public boolean toleratesSystemFault() {
      return system + 1 < MAX_SYSTEM;
    }

    private static int count(JobState job, Fault fault) {
      int count = 0;
      for (AttemptState attempt : job.attempts()) {
        if (attempt.reason() != null && attempt.reason().fault() == fault && isCharged(attempt)) {
          count++;
        }
      }
      return count;
    }

    /**
     * Counts a loss only if the job was alone on its worker; otherwise another job may have caused
     * it.
     */
    private static boolean isCharged(AttemptState attempt) {
      return attempt.loss() == null || attempt.loss() == Loss.ALONE;
    }
  }

  public static LaneRecord first(JobId job, Brief brief) {
    return first(job, brief, null);
  }

  public static LaneRecord first(JobId job, Brief brief, @Nullable String traceparent) {
    return new LaneRecord(job, brief, 1, FaultCounts.NONE, null, traceparent);
  }
}
