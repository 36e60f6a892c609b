package dev.handoff.worker.lane;

import dev.handoff.log.lane.LaneDelivery;
import java.util.concurrent.CompletableFuture;

/** What becomes of records of a lane that nobody can run, or nobody may. A port. */
public interface Rejects {

  /** Done once all that is to be said is on the log. May be done again. */
  CompletableFuture<?> bury(LaneDelivery delivery);

  /** So many of those that were buried have left the lane. */
  void buried(int count);
}
