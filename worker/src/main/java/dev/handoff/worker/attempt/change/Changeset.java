package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.Change;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an attempt changed, fixed: nothing that runs later can add to it.
 *
 * @param commit on the base, in the worker's repository of the attempt
 * @param refused paths that the job left and that no result may have, with the reason; they are not
 *     in the commit, but for those that clash
 * @param bytes content of all changed files, also of those that are too large
 * @param tooLarge the largest files, without which the rest is no more than a result may have; they
 *     are neither in the commit nor in the changes
 * @param leftOut what is in folders that ignore themselves, and in no result
 * @param ignored files that the base commit's rules ignore and the job wrote; in no result either
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

  /** Also what is too large. */
  public List<Change> all() {
    return Stream.concat(changes.stream(), tooLarge.stream()).toList();
  }
}
