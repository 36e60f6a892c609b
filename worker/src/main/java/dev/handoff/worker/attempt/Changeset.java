package dev.handoff.worker.attempt;

import dev.handoff.job.JobResult;
import java.util.List;

/**
 * What an attempt changed, fixed: nothing that runs later can add to it.
 *
 * @param commit on the base, in the worker's repository of the attempt
 * @param repositories paths of nested repositories that the job left, which are never part of it
 */
record Changeset(String commit, List<Change> changes, List<String> repositories) {

  Changeset {
    changes = List.copyOf(changes);
    repositories = List.copyOf(repositories);
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  JobResult.Changes summary() {
    int added = changes.stream().mapToInt(change -> Math.max(0, change.added())).sum();
    int removed = changes.stream().mapToInt(change -> Math.max(0, change.removed())).sum();
    List<String> paths =
        changes.stream().limit(JobResult.Changes.MAX_PATHS).map(Change::shownPath).toList();
    return new JobResult.Changes(changes.size(), added, removed, paths);
  }
}
