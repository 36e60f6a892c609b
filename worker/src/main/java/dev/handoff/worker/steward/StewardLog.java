package dev.handoff.worker.steward;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The topics as a steward uses them. An interface so that a simulation can replace the broker and
 * test the steward's handling of faults on thousands of schedules.
 */
public interface StewardLog {

  /** Reads the job from the whole log. */
  CompletableFuture<LiveJob> look(JobId job);

  /**
   * Appends the event; returns its offset once it is on the log.
   *
   * @param lane the job's lane, if known
   */
  CompletableFuture<Long> append(JobId job, @Nullable String lane, JobEvent event);

  /** Enqueues the brief; returns its offset once it is in its lane. */
  CompletableFuture<Long> enqueue(String lane, LaneRecord record);

  /** Appends the order; completes once it is on the log. */
  CompletableFuture<Long> order(StopOrder order);

  Instant now();

  /** Runs what must not run on a Kafka client's own thread. */
  Executor background();
}
