package dev.handoff.job;

import java.util.Set;

/** The status of a job. The successors are all legal transitions; {@link JobState} makes them. */
public enum JobStatus {
  UNKNOWN,
  QUEUED,
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  public boolean isTerminal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED; // called for every event
  }

  /** The other statuses that one event can lead to from here. */
  public Set<JobStatus> successors() {
    return switch (this) {
      case UNKNOWN -> Set.of(QUEUED, RUNNING, COMPLETED, FAILED, CANCELLED);
      case QUEUED -> Set.of(RUNNING, FAILED, CANCELLED);
      case RUNNING -> Set.of(QUEUED, COMPLETED, FAILED, CANCELLED);
      case COMPLETED, FAILED, CANCELLED -> Set.of();
    };
  }

  /** The name for people and programs: {@code completed}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
