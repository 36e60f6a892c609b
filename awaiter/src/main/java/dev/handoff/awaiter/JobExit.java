package dev.handoff.awaiter;

import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a job as a number: the exit code of {@code handoff await}, which scripts and
 * agents rely on. A failed job and an unknown one never have the same number. Pure.
 */
public final class JobExit {

  /** The job completed, and its checks passed. */
  public static final int COMPLETED = 0;

  /** The job failed. */
  public static final int FAILED = 1;

  /** The job was cancelled. */
  public static final int CANCELLED = 3;

  /** No such job: never submitted here, or past retention. */
  public static final int UNKNOWN = 4;

  /** The brief is invalid or against the policy of the worker. */
  public static final int REFUSED = 5;

  /** The job has not ended. */
  public static final int NOT_ENDED = 124;

  private JobExit() {}

  public static int of(JobState state) {
    return switch (state.status()) {
      case COMPLETED -> COMPLETED;
      case CANCELLED -> CANCELLED;
      case FAILED -> isRefusal(state.reason()) ? REFUSED : FAILED;
      case UNKNOWN -> UNKNOWN;
      case QUEUED, RUNNING -> NOT_ENDED;
    };
  }

  private static boolean isRefusal(@Nullable Reason reason) {
    return reason == Reason.INVALID_BRIEF || reason == Reason.POLICY_REFUSED;
  }
}
