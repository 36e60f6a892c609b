package dev.handoff.log.setup;

import java.time.Duration;
import java.util.OptionalLong;

/** How long the cluster keeps events. */
public final class Retention {

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private Retention() {}

  /**
   * The retention of the status topic; the default of seven days if this user may not read it.
   * Blocks.
   *
   * @param config has the status topic
   */
  public static Duration of(TopicConfig config, String status) {
    OptionalLong kept = config.number(status, "retention.ms");
    if (kept.isEmpty()) {
      return TopicSettings.DEFAULT.retention();
    }
    return kept.getAsLong() < 0 ? FOR_EVER : Duration.ofMillis(kept.getAsLong());
  }
}
