package dev.handoff.worker.steward;

import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.status.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * A job as a steward knows it: the fold, and where on the log its parts are.
 *
 * @param firstOffset of the first event that was read
 * @param lastOffset of the newest
 * @param laneOffset of the newest brief in the lane for the next attempt, if there is one
 * @param enqueues how often the next attempt was put into its lane
 * @param isEndSaid whether an event that ends the job stands on the log; a cancelled job that
 *     waited has ended before that
 */
public record LiveJob(
    JobId job,
    JobState state,
    long firstOffset,
    long lastOffset,
    @Nullable Long laneOffset,
    int enqueues,
    boolean isEndSaid) {

  public static LiveJob unknown(JobId job) {
    return new LiveJob(job, JobState.UNKNOWN, -1, -1, null, 0, false);
  }

  public LiveJob apply(RecordedEvent recorded) {
    JobState next = state.apply(recorded.event());
    boolean isNextAttempt = next.nextAttempt() != state.nextAttempt();
    Long offset = isNextAttempt ? null : laneOffset;
    int times = isNextAttempt ? 0 : enqueues;
    if (recorded.event() instanceof Submitted submitted && submitted.laneOffset() != null) {
      if (next.nextAttempt() == 1 && offset == null) {
        offset = submitted.laneOffset();
        times = 1;
      }
    } else if (recorded.event() instanceof Enqueued enqueued
        && enqueued.attempt() == next.nextAttempt()) {
      offset = enqueued.laneOffset();
      times++;
    }
    return new LiveJob(
        job,
        next,
        firstOffset < 0 ? recorded.offset() : firstOffset,
        recorded.offset(),
        offset,
        times,
        isEndSaid || recorded.event() instanceof Terminal && next.status().isTerminal());
  }

  /** Without the texts, which a steward does not keep. */
  LiveJob withoutTexts() {
    return new LiveJob(
        job, state.withoutTexts(), firstOffset, lastOffset, laneOffset, enqueues, isEndSaid);
  }

  /** Nothing is left to do about it, ever. */
  public boolean isOver() {
    return state.status().isTerminal() && isEndSaid;
  }

  boolean isRunning() {
    return state.status() == JobStatus.RUNNING;
  }

  /** What the job has used up of its attempts. */
  LaneRecord.FaultCounts charge() {
    return LaneRecord.FaultCounts.of(state);
  }
}
