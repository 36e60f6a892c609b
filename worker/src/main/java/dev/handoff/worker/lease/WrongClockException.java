package dev.handoff.worker.lease;

import org.apache.kafka.common.KafkaException;

/**
 * This host's clock is so far from the broker's that the broker refuses its records. A claim from
 * here would never count and only keep a job from workers with a correct clock.
 */
public final class WrongClockException extends KafkaException {

  private static final long serialVersionUID = 1L;

  WrongClockException(Throwable cause) {
    super(
        "this host's clock is more than 60 s ahead of the broker's, or two days behind it, so the"
            + " broker refuses this worker's records; set the clock and start again",
        cause);
  }
}
