package dev.handoff.log.lane;

import java.time.Duration;
import java.util.List;

/**
 * The source of a lane's records. A port with two adapters: {@link LaneConsumer} for Kafka, and a
 * lane in memory for simulations of faults. Used by one thread.
 */
public interface LaneSource {

  /**
   * Waits for at least one record and takes at most {@code free}; empty after {@code timeout},
   * which should be long. Each delivery must be accepted before the next poll.
   */
  List<LaneDelivery> poll(int free, Duration timeout);

  /**
   * Removes the record from the lane for good, with the next {@link #commit} or poll. A record that
   * could not be renewed is no longer held: it is delivered again, and its claim then fails.
   */
  void accept(LaneDelivery delivery);

  /**
   * Renews the records' locks for another full lock duration, if the broker agrees. May be called
   * again, also for records that the broker refused to renew.
   *
   * @param deliveries all deliveries of the last poll: the client refuses to renew only some of
   *     them
   */
  void renew(List<LaneDelivery> deliveries);

  /** Sends the acceptances without waiting for the answer. */
  void commit();
}
