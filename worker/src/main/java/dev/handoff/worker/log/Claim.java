package dev.handoff.worker.log;

import dev.handoff.job.JobId;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.trust.TrustedKey;

/**
 * A worker's word that it takes an attempt. Whether it has it, only the fold knows.
 *
 * @param lease new for this claim; appending the claim again repeats it
 * @param laneOffset where the brief is in its lane
 * @param isFresh no other worker can have taken the record before this one
 * @param signer who vouches for the record; null if nobody does, or is asked to
 * @param claimedAt on the host's clock, in nanoseconds: when its {@code Started} was first sent
 */
public record Claim(
    LaneRecord lane,
    String lease,
    long laneOffset,
    boolean isFresh,
    long claimedAt,
    TrustedKey signer) {

  /** Where nobody asks who has signed. */
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
