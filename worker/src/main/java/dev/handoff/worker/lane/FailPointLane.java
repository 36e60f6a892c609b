package dev.handoff.worker.lane;

import dev.handoff.log.lane.LaneDelivery;
import dev.handoff.log.lane.LaneSource;
import dev.handoff.worker.log.FailPoint;
import java.time.Duration;
import java.util.List;

/** A lane at which a test can stop the worker: after a poll, before an accept, after a commit. */
record FailPointLane(LaneSource lane, FailPoint failPoint) implements LaneSource {

  @Override
  public List<LaneDelivery> poll(int free, Duration timeout) {
    List<LaneDelivery> taken = lane.poll(free, timeout);
    if (!taken.isEmpty()) {
      failPoint.reached(FailPoint.Step.AFTER_POLL);
    }
    return taken;
  }

  @Override
  public void accept(LaneDelivery delivery) {
    failPoint.reached(FailPoint.Step.AFTER_STARTED);
    lane.accept(delivery);
  }

  @Override
  public void renew(List<LaneDelivery> deliveries) {
    lane.renew(deliveries);
  }

  @Override
  public void commit() {
    lane.commit();
    failPoint.reached(FailPoint.Step.AFTER_ACCEPT);
  }
}
