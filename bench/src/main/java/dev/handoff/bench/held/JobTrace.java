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
 * The state of one job by the log, and when its events were received, in nanoseconds of the
 * reader's clock.
 *
 * @param started when each attempt got its lease
 * @param lost when a steward ended each lost attempt
 * @param vainClaims the number of claims of attempts that another worker had
 * @param ends the number of terminal events, also those that changed nothing
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

  /** The number of ends after the first, which must be zero. */
  public int secondEnds() {
    return Math.max(0, ends - 1);
  }
}
