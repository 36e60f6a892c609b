package dev.handoff.worker.log;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.log.status.RecordedEvent;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * The status log as a worker claims, checks and ends attempts on it. A port, so that the simulation
 * runs the same classes over a broker in memory. Every answer comes within a minute, or a failure
 * in its place.
 */
public interface FactLog {

  /**
   * The event's offset once it is on the log; fails with {@link
   * dev.handoff.log.status.NoSuchPartitionException} if the log has no place for the claim's job.
   */
  CompletableFuture<Long> append(Claim claim, JobEvent event);

  /** Folds all that stands on the log about the claim's job now. */
  <S> CompletableFuture<S> read(Claim claim, S start, BiFunction<S, RecordedEvent, S> fold);

  /** A lease that no other claim has, of any worker. */
  String newLease();

  /** The event by which this worker makes the claim. */
  Started started(Claim claim);

  String workerId();

  Instant now();

  /** Whether the job's first events may be gone already, so that its state cannot be known. */
  boolean isPastRetention(JobId job);

  /** After this, an attempt might outlive what is known of its job. */
  Instant latestStart(Claim claim);
}
