package dev.handoff.cli.job;

import dev.handoff.cli.console.RelativeTime;
import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * An outage: no broker has answered for a while, so the last known state may be outdated. Output of
 * that state mentions this.
 *
 * @param place of the cluster
 * @param time since the last answer
 */
public record Unanswered(String place, Duration time) {

  /** Brokers that work answer within a second, on a busy host within a few. */
  private static final Duration LEAST = Duration.ofSeconds(5);

  /** Empty while brokers answer. */
  public static Optional<Unanswered> of(KafkaSettings kafka, Duration silence) {
    return silence.compareTo(LEAST) < 0
        ? Optional.empty()
        : Optional.of(new Unanswered(kafka.place(), silence));
  }

  public String text(String lastSeen) {
    return "no answer from %s for %s; last seen: %s"
        .formatted(place, RelativeTime.rough(time), lastSeen);
  }
}
