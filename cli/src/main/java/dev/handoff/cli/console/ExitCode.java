package dev.handoff.cli.console;

import dev.handoff.awaiter.JobExit;
import dev.handoff.job.JobState;
import java.util.Collection;
import java.util.List;

/**
 * The exit codes that scripts and agents rely on. A failed job and an unknown result never have the
 * same code.
 */
public final class ExitCode {

  /** The job completed, and its checks passed. */
  public static final int COMPLETED = JobExit.COMPLETED;

  /** The job failed. */
  public static final int FAILED = JobExit.FAILED;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** The job was cancelled. */
  public static final int CANCELLED = JobExit.CANCELLED;

  /** No such job: never submitted here, or past retention. */
  public static final int UNKNOWN = JobExit.UNKNOWN;

  /**
   * The brief is invalid or against policy, at submit or at the worker; or the broker refused it.
   */
  public static final int REFUSED = JobExit.REFUSED;

  /** The wait timed out; the job goes on. */
  public static final int TIMED_OUT = JobExit.NOT_ENDED;

  /** Handoff could not find out: no broker, no permission. */
  public static final int UNAVAILABLE = 125;

  /** The wait was interrupted; the job goes on. */
  public static final int INTERRUPTED = 130;

  /** For the help of commands whose exit code is the verdict on a job. */
  public static final String VERDICTS =
      "Exit codes: 0 completed, 1 failed, 2 usage error, 3 cancelled, 4 unknown job,%n"
          + "5 refused, 124 timed out waiting (the job goes on), 125 could not find out,%n"
          + "130 interrupted.";

  private static final List<Integer> WORST_FIRST =
      List.of(UNAVAILABLE, TIMED_OUT, UNKNOWN, REFUSED, FAILED, CANCELLED);

  private ExitCode() {}

  /** The verdict on a job; {@link #TIMED_OUT} if it has not ended. */
  public static int of(JobState state) {
    return JobExit.of(state);
  }

  /** The most urgent of the codes of several jobs. */
  public static int worst(Collection<Integer> codes) {
    return WORST_FIRST.stream().filter(codes::contains).findFirst().orElse(COMPLETED);
  }
}
