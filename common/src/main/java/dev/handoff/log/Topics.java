package dev.handoff.log;

import dev.handoff.job.JobId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of all topics and groups of one installation.
 *
 * @param prefix begins every name; two installations on one cluster have different ones
 */
public record Topics(String prefix) {

  private static final Pattern PREFIX_FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
  private static final Pattern LANE_FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  public static final String DEFAULT_PREFIX = "handoff";
  public static final Topics DEFAULT = new Topics(DEFAULT_PREFIX);

  public Topics {
    if (!PREFIX_FORM.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "topic prefix must match " + PREFIX_FORM + ", got: " + prefix);
    }
  }

  /** Briefs waiting for a worker: one partition, read by the share group {@link #laneGroup}. */
  public String tasks(String lane) {
    return tasksPrefix() + checkedLane(lane);
  }

  /** The prefix of the topics of all lanes. */
  public String tasksPrefix() {
    return prefix + ".tasks.";
  }

  /** All events of all jobs: the only source of truth. */
  public String status() {
    return prefix + ".status";
  }

  /** Logs, patches, reports, in chunks. */
  public String artifacts() {
    return prefix + ".artifacts";
  }

  /** Beats. */
  public String workers() {
    return prefix + ".workers";
  }

  /** Orders to workers: stop an attempt. */
  public String control() {
    return prefix + ".control";
  }

  /** Idempotency keys. */
  public String keys() {
    return prefix + ".keys";
  }

  /** Empty; its consumer group elects the stewards. */
  public String seats() {
    return prefix + ".seats";
  }

  /** Records that could not be read. */
  public String dead() {
    return prefix + ".dead";
  }

  /** The group under which stewards commit where their successors must begin. */
  public String stewardGroup() {
    return prefix + ".steward";
  }

  /** The share group that serves a lane. */
  public String laneGroup(String lane) {
    return prefix + "." + checkedLane(lane);
  }

  /** The partition of {@code partitions} that holds the job's chunks. */
  public static int partitionOf(JobId job, int partitions) {
    return job.partition() % partitions;
  }

  /** Whether the name is valid for a lane. */
  public static boolean isLane(@Nullable String name) {
    return name != null && LANE_FORM.matcher(name).matches();
  }

  /**
   * @throws IllegalArgumentException if the name is not valid for a lane
   */
  public static String checkedLane(String lane) {
    if (!isLane(lane)) {
      throw new IllegalArgumentException("lane must match " + LANE_FORM + ", got: " + lane);
    }
    return lane;
  }
}
