package dev.handoff.worker.steward;

import dev.handoff.job.JobId;
import dev.handoff.job.Loss;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The jobs that a worker ran when it went silent. Pure.
 *
 * @param jobs their ids
 * @param suspects the ids of those that may take workers down
 */
record LostWorker(Set<String> jobs, Set<String> suspects) {

  /** No worker went silent. */
  static final LostWorker NONE = new LostWorker(Set.of(), Set.of());

  static LostWorker with(Collection<LiveJob> running) {
    Set<String> jobs = new HashSet<>();
    Set<String> suspects = new HashSet<>();
    for (LiveJob job : running) {
      jobs.add(job.job().text());
      if (Suspicion.of(job.state()).isSuspect()) {
        suspects.add(job.job().text());
      }
    }
    return new LostWorker(jobs, suspects);
  }

  Loss loss(JobId job) {
    boolean isAlone = jobs.isEmpty() || jobs.equals(Set.of(job.text()));
    if (isAlone) {
      return Loss.ALONE;
    }
    return suspects.isEmpty() || suspects.contains(job.text()) ? Loss.SHARED : Loss.EXCUSED;
  }

  boolean isOnlySuspect(JobId job) {
    return suspects.equals(Set.of(job.text()));
  }
}
