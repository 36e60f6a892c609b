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
 * @param ignored files that the base commit's rules ignore and the job wrote; in no result either
 */
record Changeset(
    String commit,
    List<Change> changes,
    Map<String, String> refused,
    long bytes,
    LeftOut leftOut,
    List<String> ignored) {

  Changeset {
    changes = List.copyOf(changes);
    refused = Map.copyOf(refused);
    ignored = List.copyOf(ignored);
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }
}
