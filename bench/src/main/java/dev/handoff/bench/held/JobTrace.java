package dev.handoff.bench.held;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * What the log tells of one job, and when it was heard, in nanoseconds of the reader's clock.
 *
 * @param started of each attempt that the log gave to somebody
 * @param lost of each attempt that a steward took away
 * @param vainClaims of attempts that were somebody else's
 * @param ends terminal events, also those that changed nothing
 */
public record JobTrace(
    JobState state, List<Long> started, List<Long> lost, int vainClaims, int ends) {

  static final JobTrace NONE = new JobTrace(JobState.UNKNOWN, List.of(), List.of(), 0, 0);

  JobTrace heard(JobEvent event, long now) {
    JobState next = state.apply(event);
    boolean counts = next != state;
    boolean isClaim = event instanceof Started;
    boolean isLoss =
        counts && event instanceof AttemptEnded ended && ended.reason() == Reason.WORKER_LOST;
    return new JobTrace(
        next,
        isClaim && counts ? with(started, now) : started,
        isLoss ? with(lost, now) : lost,
        vainClaims + (isClaim && !counts ? 1 : 0),
        ends + (event instanceof Terminal ? 1 : 0));
  }

  private static List<Long> with(List<Long> times, long now) {
    List<Long> more = new ArrayList<>(times);
    more.add(now);
    return List.copyOf(more);
  }

  public boolean isCompleted() {
    return state.status() == JobStatus.COMPLETED;
  }

  public int attempts() {
    return started.size();
  }

  /** Ends after the first: whatever they say, there must be none. */
  public int secondEnds() {
    return Math.max(0, ends - 1);
  }
}
