package dev.handoff.job;

import java.util.Set;

/** Where a job stands. The successors are every legal transition; {@link JobState} makes them. */
public enum JobStatus {
  UNKNOWN,
  QUEUED,
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  public boolean isTerminal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED; // asked for every event
  }

  /** The statuses that one event may lead to from here, besides staying. */
  public Set<JobStatus> successors() {
    return switch (this) {
      case UNKNOWN -> Set.of(QUEUED, RUNNING, COMPLETED, FAILED, CANCELLED);
      case QUEUED -> Set.of(RUNNING, FAILED, CANCELLED);
      case RUNNING -> Set.of(QUEUED, COMPLETED, FAILED, CANCELLED);
      case COMPLETED, FAILED, CANCELLED -> Set.of();
    };
  }

  /** As people and programs read it: {@code completed}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
