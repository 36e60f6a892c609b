package dev.handoff.worker.steward;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The topics as a steward uses them. An interface so that a simulation can stand in for the broker:
 * what a steward does about faults is tried on thousands of schedules.
 */
public interface StewardLog {

  /** The job by everything that stands on the log about it now. */
  CompletableFuture<LiveJob> look(JobId job);

  /**
   * The event's offset once it is on the log.
   *
   * @param lane the job's lane, or null if unknown
   */
  CompletableFuture<Long> append(JobId job, String lane, JobEvent event);

  /** The brief's offset once it is in its lane. */
  CompletableFuture<Long> enqueue(String lane, LaneRecord record);

  /** Done once the order is on the log. */
  CompletableFuture<Long> order(StopOrder order);

  Instant now();

  /** For what must not run on a Kafka client's own thread. */
  Executor background();
}
