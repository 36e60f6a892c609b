package dev.handoff.worker.execution;

import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason.Fault;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.attempt.order.EarlierAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fold that finds why a job's last attempt failed, so that the next one can do better. Attempts
 * that failed through a worker or a host do not count. Pure.
 *
 * @param failed checks of the running attempt that did not pass
 */
record Earlier(JobState state, List<CheckResult> failed, Optional<EarlierAttempt> attempt) {

  static final Earlier NONE = new Earlier(JobState.UNKNOWN, List.of(), Optional.empty());

  Earlier apply(RecordedEvent recorded) {
    JobState after = state.apply(recorded.event());
    if (after == state) {
      return this;
    }
    if (recorded.event() instanceof Started) {
      return new Earlier(after, List.of(), attempt);
    }
    if (recorded.event() instanceof CheckFinished finished && finished.check() != null) {
      return new Earlier(after, with(finished.check()), attempt);
    }
    boolean isOwnFault =
        recorded.event() instanceof AttemptEnded ended && ended.reason().fault() == Fault.JOB;
    return new Earlier(after, failed, isOwnFault ? of((AttemptEnded) recorded.event()) : attempt);
  }

  private List<CheckResult> with(CheckResult check) {
    if (check.verdict() == JobResult.CheckVerdict.PASSED) {
      return failed;
    }
    List<CheckResult> all = new ArrayList<>(failed);
    all.add(check);
    return List.copyOf(all);
  }

  private Optional<EarlierAttempt> of(AttemptEnded ended) {
    return Optional.of(
        new EarlierAttempt(
            ended.attempt(),
            ended.reason().label(),
            ended.message() == null ? "" : ended.message(),
            failed));
  }
}
