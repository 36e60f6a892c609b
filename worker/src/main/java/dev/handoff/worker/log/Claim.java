package dev.handoff.worker.log;

import dev.handoff.job.JobId;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.trust.TrustedKey;
import org.jspecify.annotations.Nullable;

/**
 * A worker's claim of an attempt. Only the fold decides whether the worker got it.
 *
 * @param lease new for this claim; appending the claim again repeats it
 * @param laneOffset where the brief is in its lane
 * @param isFresh whether this is the first delivery of the record to any worker
 * @param signer the key that signed the record; null: unsigned, or signatures are not checked
 * @param claimedAt on the host's clock, in nanoseconds: when its {@code Started} was first sent
 */
public record Claim(
    LaneRecord lane,
    String lease,
    long laneOffset,
    boolean isFresh,
    long claimedAt,
    @Nullable TrustedKey signer) {

  /** Without a check of signatures. */
  public Claim(LaneRecord lane, String lease, long laneOffset, boolean isFresh, long claimedAt) {
    this(lane, lease, laneOffset, isFresh, claimedAt, null);
  }

  public JobId job() {
    return lane.job();
  }

  public int attempt() {
    return lane.attempt();
  }
}
