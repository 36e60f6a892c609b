package dev.handoff.cli.console;

import dev.handoff.log.setup.BrokerClock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.errors.InvalidTimestampException;

/** Explains a broker's rejection of a timestamp by the clock of this host. */
final class WrongClock {

  private WrongClock() {}

  /**
   * @param now when the refusal arrived, by this host's clock
   */
  static String text(InvalidTimestampException refusal, String broker, Instant now) {
    String clock =
        BrokerClock.ahead(refusal, now)
            .map(ahead -> difference(ahead, broker))
            .orElse(
                "%s refuses the time of this host's clock: %s"
                    .formatted(broker, refusal.getMessage()));
    return clock + "; set the clocks by NTP (handoff doctor compares them)";
  }

  private static String difference(Duration ahead, String broker) {
    return "this host's clock is %s %s that of %s, which takes at most %s ahead and %s behind"
        .formatted(
            RelativeTime.rough(ahead.abs()),
            ahead.isNegative() ? "behind" : "ahead of",
            broker,
            RelativeTime.rough(BrokerClock.MOST_AHEAD),
            RelativeTime.rough(BrokerClock.MOST_BEHIND));
  }
}
