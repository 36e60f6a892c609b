package dev.handoff.log.lane;

import java.time.Duration;
import java.util.List;

/**
 * A lane as one who takes its records sees it. A port: {@link LaneConsumer} over Kafka, and a lane
 * in memory where a simulation tries what a worker does about faults. Used by one thread.
 */
public interface LaneSource {

  /**
   * Waits for at least one record and takes at most {@code free}; empty after {@code timeout},
   * which should be long. Each delivery must be accepted before the next poll.
   */
  List<LaneDelivery> poll(int free, Duration timeout);

  /**
   * The record leaves the lane for good. Takes effect with the next {@link #commit} or poll. One
   * that is held no more, since it could not be renewed, comes again, and its claim is void by
   * then.
   */
  void accept(LaneDelivery delivery);

  /**
   * Keeps the records' locks for another whole lock duration, if the broker agrees; may be called
   * again, also for records that it did not agree to.
   *
   * @param deliveries all of the last poll: the client refuses to renew a part of them
   */
  void renew(List<LaneDelivery> deliveries);

  /** Sends what was accepted, without waiting for the answer. */
  void commit();
}
