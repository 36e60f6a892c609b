package dev.handoff.worker.lane;

import dev.handoff.log.lane.LaneDelivery;
import java.util.concurrent.CompletableFuture;

/** Rejects records of a lane that no worker can or may run. A port. */
public interface Rejects {

  /** Completes when the dead letter and the end of the job are on the topics. May be repeated. */
  CompletableFuture<?> reject(LaneDelivery delivery);

  /** Notes that so many rejected records have left the lane. */
  void buried(int count);
}
