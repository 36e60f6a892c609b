package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.Change;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The changes of an attempt, fixed: nothing that runs later can add to them.
 *
 * @param commit on the base, in the worker's repository of the attempt
 * @param refused paths that the job left and that a result must not have, with the reason; they are
 *     not in the commit, except those that clash
 * @param bytes the size of all changed files, including those that are too large
 * @param tooLarge the largest files, without which the rest is within the limit of a result; they
 *     are neither in the commit nor in the changes
 * @param leftOut files in folders that ignore themselves, which are not in the result
 * @param ignored files that the base commit's rules ignore and the job wrote; not in the result
 *     either
 */
public record Changeset(
    String commit,
    List<Change> changes,
    Map<String, String> refused,
    long bytes,
    List<Change> tooLarge,
    LeftOut leftOut,
    List<String> ignored) {

  public Changeset {
    changes = List.copyOf(changes);
    refused = Map.copyOf(refused);
    tooLarge = List.copyOf(tooLarge);
    ignored = List.copyOf(ignored);
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Includes the files that are too large. */
  public List<Change> all() {
    return Stream.concat(changes.stream(), tooLarge.stream()).toList();
  }
}
