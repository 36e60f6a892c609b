package dev.handoff.worker.attempt;

import java.util.List;
import java.util.Map;

/**
 * What an attempt changed, fixed: nothing that runs later can add to it.
 *
 * @param commit on the base, in the worker's repository of the attempt
 * @param refused paths that the job left and that no result may have, with the reason; they are not
 *     in the commit, but for those that clash
 * @param bytes content of all changed files
 * @param leftOut what is in folders that ignore themselves, and in no result
 */
record Changeset(
    String commit, List<Change> changes, Map<String, String> refused, long bytes, LeftOut leftOut) {

  Changeset {
    changes = List.copyOf(changes);
    refused = Map.copyOf(refused);
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }
}
