package dev.handoff.log.setup;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster has of an installation, as far as this user may see it.
 *
 * @param shareVersion the enabled level of the feature; 0: none
 * @param shareSupported the highest level that the brokers know; 0: none
 * @param brokers how many are registered, including those that are down
 * @param topics by name
 * @param offsetResets where each lane's share group begins; null if this user may not see it
 */
public record ClusterFacts(
    int shareVersion,
    int shareSupported,
    int brokers,
    Map<String, Topic> topics,
    Map<String, @Nullable String> offsetResets) {

  /**
   * One topic.
   *
   * @param configs its settings; null if this user may not see them
   */
  public record Topic(
      Presence presence, int partitions, int replicas, @Nullable Map<String, String> configs) {

    static final Topic MISSING = new Topic(Presence.MISSING, 0, 0, null);
    static final Topic HIDDEN = new Topic(Presence.HIDDEN, 0, 0, null);
  }

  /** Whether the topic exists. */
  public enum Presence {
    THERE,
    MISSING,
    /** Unknown: this user may not see it. */
    HIDDEN
  }
}
