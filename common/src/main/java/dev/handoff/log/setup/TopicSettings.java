package dev.handoff.log.setup;

import dev.handoff.log.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings that the topics must have.
 *
 * @param partitions with which status, artifacts and keys are created; topics that are there may
 *     have as few as those of {@link #LOCAL}. A lane always has one, which makes it a queue from
 *     which any free worker takes the next job
 * @param retention of tasks, status, artifacts and keys; older jobs are unknown
 */
public record TopicSettings(int partitions, Duration retention) {

  /** Of a cluster. */
  public static final TopicSettings DEFAULT = new TopicSettings(16, Duration.ofDays(7));

  /**
   * Of the local default. Its few processes fill no 16 partitions: the same records in fewer
   * batches cost them and the broker less. Topics that an earlier build created with 16 are kept.
   */
  public static final TopicSettings LOCAL = new TopicSettings(4, DEFAULT.retention());

  /** How far a record's timestamp may be ahead of the broker's clock. */
  static final Duration MOST_AHEAD = Duration.ofSeconds(60);

  /** How far it may be behind. */
  static final Duration MOST_BEHIND = Duration.ofDays(2);

  private static final Duration SHORT_RETENTION = Duration.ofHours(1);

  public TopicSettings {
    if (partitions < 1 || partitions > dev.handoff.job.JobId.MAX_PARTITIONS) {
      throw new IllegalArgumentException("partitions must be 1 to 4096, got: " + partitions);
    }
    if (retention.compareTo(Duration.ofDays(2)) < 0) {
      throw new IllegalArgumentException("retention must be at least 2 days, got: " + retention);
    }
  }

  /** One topic with its required settings. */
  public record Wanted(String name, int partitions, Map<String, String> configs) {}

  /** All topics of an installation that serves these lanes, by name. */
  public Map<String, Wanted> wanted(Topics topics, Set<String> lanes) {
    Map<String, Wanted> all = new TreeMap<>();
    add(all, topics.status(), partitions, retention);
    add(all, topics.artifacts(), partitions, retention);
    add(all, topics.keys(), partitions, retention);
    add(all, topics.workers(), 1, SHORT_RETENTION);
    add(all, topics.control(), 1, SHORT_RETENTION);
    add(all, topics.seats(), 2, SHORT_RETENTION);
    add(all, topics.dead(), 1, retention);
    lanes.forEach(lane -> add(all, topics.tasks(lane), 1, retention));
    return all;
  }

  private static void add(
      Map<String, Wanted> all, String name, int partitions, Duration retention) {
    Map<String, String> configs =
        Map.of(
            "cleanup.policy", "delete",
            "retention.ms", String.valueOf(retention.toMillis()),
            "message.timestamp.type", "CreateTime",
            // A fast clock makes all look-ups longer and delays retention.
            "message.timestamp.after.max.ms", String.valueOf(MOST_AHEAD.toMillis()),
            "message.timestamp.before.max.ms", String.valueOf(MOST_BEHIND.toMillis()));
    all.put(name, new Wanted(name, partitions, configs));
  }
}
