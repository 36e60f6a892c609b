package dev.handoff.producer;

import dev.handoff.brief.Brief;
import dev.handoff.brief.DurationText;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.InvalidBriefException;
import java.time.Duration;
import java.util.List;

/**
 * The longest possible life of a job: until it is due, until it starts, and all its attempts. A job
 * must end while its first event still exists, because without it its state is unknown.
 *
 * @param delay until it is due
 */
record Lifetime(Duration delay, Brief brief) {

  /** Workers do not start a job that is nearer to the end of retention. */
  private static final Duration MARGIN = Duration.ofDays(1);

  /** The longest pause of workers between two attempts. */
  private static final Duration MAX_BACKOFF = Duration.ofHours(1);

  /** Workers lengthen a pause by up to a quarter, at random. */
  private static final double MAX_SPREAD = 1.25;

  Duration longest() {
    return delay
        .plus(brief.limits().queue())
        .plus(brief.limits().timeout().multipliedBy(brief.retries().attempts()))
        .plus(pauses());
  }

  private Duration pauses() {
    double millis = 0;
    double pause = brief.retries().backoff().toMillis() * MAX_SPREAD;
    for (int retry = 1; retry < brief.retries().attempts(); retry++) {
      millis += Math.min(pause, MAX_BACKOFF.toMillis());
      pause *= 2;
    }
    return Duration.ofMillis((long) millis);
  }

  /**
   * @throws InvalidBriefException if it is longer than the retention of events less a day
   */
  void requireWithin(Duration retention) {
    Duration most = retention.minus(MARGIN);
    if (longest().compareTo(most) <= 0) {
      return;
    }
    String rule =
        "must together be at most %s: events are kept for %s, and a job must have ended a day before"
            .formatted(text(most), text(retention));
    String value =
        "%s until due + limits.queue %s + %d x limits.timeout %s + pauses of %s = %s"
            .formatted(
                text(delay),
                text(brief.limits().queue()),
                brief.retries().attempts(),
                text(brief.limits().timeout()),
                text(pauses()),
                text(longest()));
    throw new InvalidBriefException(
        List.of(new BriefError("due time, limits and retries", rule, value)));
  }

  private static String text(Duration duration) {
    return DurationText.format(Duration.ofMillis(duration.toMillis()));
  }
}
