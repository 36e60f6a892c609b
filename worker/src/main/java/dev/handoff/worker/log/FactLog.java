package dev.handoff.worker.log;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.log.status.RecordedEvent;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * The status log on which a worker claims, checks and ends attempts. A port, so that the simulation
 * runs the same classes over a broker in memory. Every answer or failure comes within a minute.
 */
public interface FactLog {

  /**
   * Appends the event; returns its offset once it is on the log. Fails with {@link
   * dev.handoff.log.status.NoSuchPartitionException} if the log has no partition for the job.
   */
  CompletableFuture<Long> append(Claim claim, JobEvent event);

  /** Whether the log surely has a partition for the job, so that its claim can be on the log. */
  boolean hasPartition(JobId job);

  /** Folds all events of the claim's job that are on the log now. */
  <S> CompletableFuture<S> read(Claim claim, S start, BiFunction<S, RecordedEvent, S> fold);

  /** A lease that no other claim of any worker has. */
  String newLease();

  /** The event by which this worker makes the claim. */
  Started started(Claim claim);

  String workerId();

  Instant now();

  /** Whether the job's first events may be deleted already, so that its state is unknown. */
  boolean isPastRetention(JobId job);

  /** An attempt that starts later could outlive the events of its job. */
  Instant latestStart(Claim claim);
}
