package dev.handoff.worker.steward;

import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds the live jobs that may have taken down a worker. Those of one lane that were lost with the
 * same worker start again one at a time, so that the next loss shows which of them is the cause.
 * Owned by the steward, under its lock.
 */
final class Suspects {

  private record Group(String lane, String worker) {}

  private final Map<Group, Map<String, WatchedJob>> jobs = new HashMap<>();
  private final Map<String, Group> groups = new HashMap<>();

  /** Updates the groups with the job's new state. */
  void note(WatchedJob watched) {
    LiveJob job = watched.job();
    Suspicion suspicion = Suspicion.of(job.state());
    String worker = suspicion.worker();
    if (suspicion.isSuspect() && worker != null && job.state().submitted() != null) {
      Group group = new Group(job.state().submitted().lane(), worker);
      if (!group.equals(groups.get(job.job().text()))) {
        forget(job.job());
        groups.put(job.job().text(), group);
      }
      jobs.computeIfAbsent(group, lost -> new HashMap<>()).put(job.job().text(), watched);
    }
  }

  void forget(JobId job) {
    Group group = groups.remove(job.text());
    if (group != null) {
      jobs.computeIfPresent(
          group,
          (lost, members) -> {
            members.remove(job.text());
            return members.isEmpty() ? null : members;
          });
    }
  }

  /** Whether another of its group has to end first. */
  boolean isHeldBack(LiveJob job) {
    Group group = groups.get(job.job().text());
    return group != null
        && jobs.getOrDefault(group, Map.of()).values().stream()
            .anyMatch(other -> goesBefore(other, job.job()));
  }

  private static boolean goesBefore(WatchedJob watched, JobId job) {
    LiveJob other = watched.job();
    if (other.job().equals(job) || watched.isSetAside()) {
      return false;
    }
    boolean isUnderWay = other.isRunning() || other.state().inLane();
    boolean isNext =
        other.state().status() == JobStatus.QUEUED && other.job().text().compareTo(job.text()) < 0;
    return isUnderWay || isNext;
  }
}
