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
 * What becomes of records of a lane that nobody can run, or nobody may: they are kept aside for
 * people to look at, and their job is told to have failed.
 */
final class Burial implements Rejects {

  private static final Logger LOG = LoggerFactory.getLogger(Burial.class);

  private final WorkerLog log;
  private final String lane;

  Burial(WorkerLog log, String lane) {
    this.log = log;
    this.lane = lane;
  }

  @Override
  public CompletableFuture<?> bury(LaneDelivery delivery) {
    LOG.error(
        "Lane {}: the record at offset {} (key {}) is not run: {}; copied to the dead letters",
        lane,
        delivery.offset(),
        delivery.record().key(),
        delivery.refusal());
    CompletableFuture<Long> copied = log.deadLetters().append(delivery);
    try {
      JobId job = new JobId(delivery.record().key());
      return CompletableFuture.allOf(copied, tellIfPossible(job, delivery));
    } catch (IllegalArgumentException e) {
      LOG.warn("Lane {}: the record names no job, so no job has failed by it", lane);
      return copied;
    }
  }

  @Override
  public void buried(int count) {
    log.tally().lane(lane).deadLettered(count);
  }

  /** A job of another cluster has no place on this one's log. */
  private CompletableFuture<Long> tellIfPossible(JobId job, LaneDelivery delivery) {
    return tell(job, delivery)
        .exceptionallyCompose(
            failure ->
                NoSuchPartitionException.isReasonOf(failure)
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(failure));
  }

  /**
   * Of a record that nobody vouches for it is not known whose job it is: a signed word would let
   * whoever can write to a lane end the jobs of others. An unsigned one is heard by those alone who
   * go by no signatures, and whoever submitted without one is among them.
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
                    "the workers of lane %s run only what a submitter whom they trust has signed, and of this brief %s. Nothing of it was run"
                        .formatted(lane, delivery.refusal())));
  }

  private Failed failed(LaneDelivery delivery, Reason reason, String message) {
    return new Failed(log.now(), delivery.attempt(), null, reason, message, JobResult.NONE);
  }
}
