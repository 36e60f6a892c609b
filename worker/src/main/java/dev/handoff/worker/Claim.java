package dev.handoff.worker;

import dev.handoff.job.JobId;
import dev.handoff.log.LaneRecord;
import dev.handoff.worker.attempt.HostUptime;
import java.util.UUID;

/**
 * A worker's word that it takes an attempt. Whether it has it, only the fold knows.
 *
 * @param lease new for this claim; appending the claim again repeats it
 * @param laneOffset where the brief is in its lane
 * @param isFresh no other worker can have taken the record before this one
 * @param claimedAt on the host's clock, in nanoseconds: when its {@code Started} was first sent
 */
record Claim(LaneRecord lane, String lease, long laneOffset, boolean isFresh, long claimedAt) {

  static Claim of(LaneRecord lane, long laneOffset, boolean isFresh) {
    return new Claim(
        lane, UUID.randomUUID().toString(), laneOffset, isFresh, HostUptime.nanoTime());
  }

  JobId job() {
    return lane.job();
  }

  int attempt() {
    return lane.attempt();
  }
}
