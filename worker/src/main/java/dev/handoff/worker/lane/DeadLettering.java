package dev.handoff.worker.lane;

import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneDelivery;
import dev.handoff.log.status.NoSuchPartitionException;
import dev.handoff.worker.log.WorkerLog;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rejects records of a lane that no worker can or may run: copies them to the dead letters for
 * people to inspect, and appends that their job has failed.
 */
final class DeadLettering implements Rejects {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLettering.class);

  private final WorkerLog log;
  private final String lane;

  DeadLettering(WorkerLog log, String lane) {
    this.log = log;
    this.lane = lane;
  }

  @Override
  public CompletableFuture<?> reject(LaneDelivery delivery) {
    LOG.error(
        "Lane {}: rejected the record at offset {} (key {}): {}; it is copied to the dead letters",
        lane,
        delivery.offset(),
        delivery.record().key(),
        delivery.refusal());
    CompletableFuture<Long> copied = log.deadLetters().append(delivery);
    try {
      JobId job = new JobId(delivery.record().key());
      return CompletableFuture.allOf(copied, tellIfPossible(job, delivery));
    } catch (IllegalArgumentException e) {
      LOG.warn("Lane {}: the rejected record names no job, so no job is marked as failed", lane);
      return copied;
    }
  }

  @Override
  public void buried(int count) {
    log.tally().lane(lane).deadLettered(count);
  }

  /** Skips a job of another cluster: this log has no partition for it. */
  private CompletableFuture<Long> tellIfPossible(JobId job, LaneDelivery delivery) {
    return tell(job, delivery)
        .exceptionallyCompose(
            failure ->
                NoSuchPartitionException.isReasonOf(failure)
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(failure));
  }

  /**
   * Appends the failure; unsigned if the record is distrusted. The key of a distrusted record may
   * name any job, so a signed event would let anyone who can write to a lane end the jobs of
   * others. Only readers that check no signatures accept the unsigned event, and a submitter
   * without a key is one of them.
   */
  private CompletableFuture<Long> tell(JobId job, LaneDelivery delivery) {
    return delivery.distrust() == null
        ? log.status()
            .append(
                job,
                lane,
                failed(
                    delivery,
                    Reason.INVALID_BRIEF,
                    "its brief in the lane cannot be read: " + delivery.unreadable()))
        : log.status()
            .appendUnsigned(
                job,
                lane,
                failed(
                    delivery,
                    Reason.POLICY_REFUSED,
                    "the workers of lane %s run only briefs that a submitter they trust has signed, and rejected this one: %s. Nothing of it was run"
                        .formatted(lane, delivery.refusal())));
  }

  private Failed failed(LaneDelivery delivery, Reason reason, String message) {
    return new Failed(log.now(), delivery.attempt(), null, reason, message, JobResult.NONE);
  }
}
