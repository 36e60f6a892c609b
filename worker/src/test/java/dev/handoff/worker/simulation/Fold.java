package dev.handoff.worker.simulation;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.steward.LiveJob;
import java.util.List;

/** The fold of all readers of a simulation: the real rules or a planted variant. */
@FunctionalInterface
interface Fold {

  Fold REAL = JobState::apply;

  JobState apply(JobState state, JobEvent event);

  default LiveJob live(JobId job, List<RecordedEvent> log) {
    LiveJob live = LiveJob.unknown(job);
    for (RecordedEvent recorded : log) {
      if (recorded.job().equals(job)) {
        JobState state = apply(live.state(), recorded.event());
        LiveJob next = live.apply(recorded);
        live =
            new LiveJob(
                job,
                state,
                next.firstOffset(),
                next.lastOffset(),
                next.laneOffset(),
                next.enqueues(),
                next.isEndSaid() && state.status().isTerminal());
      }
    }
    return live;
  }

  default JobState state(JobId job, List<RecordedEvent> log) {
    return live(job, log).state();
  }
}
