package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.JobIndex;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.git.PathRules;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files of the tree that are not in the worker's index.
 *
 * @param counted files that the base commit's rules do not ignore, or that the job forced
 * @param ignored the others
 * @param forced files that the job made git track, whatever ignores them
 */
record Untracked(List<String> counted, Set<String> ignored, Set<String> forced) {

  /**
   * @param all of them
   */
  static Untracked in(JobTree tree, NestedRepositories nested, List<String> all)
      throws IOException, InterruptedException {
    Set<String> ignored = new HashSet<>(new PathRules(tree).ignoredAtBase(all));
    boolean canBeHidden =
        !ignored.isEmpty()
            || !nested.paths().isEmpty()
            || all.stream().anyMatch(SelfIgnored::isRules);
    Set<String> forced = canBeHidden ? new JobIndex(tree).paths() : Set.of();
    ignored.removeAll(forced);
    List<String> counted = all.stream().filter(path -> !ignored.contains(path)).toList();
    return new Untracked(counted, ignored, forced);
  }

  /** Those among other files of the same tree that are not known to be ignored. */
  List<String> countedAmong(Collection<String> others) {
    return without(others, ignored);
  }

  /** The same without carried files, which are not the job's work, like files that setup left. */
  Untracked without(Set<String> carried) {
    return new Untracked(
        without(counted, carried),
        Set.copyOf(without(ignored, carried)),
        Set.copyOf(without(forced, carried)));
  }

  private static List<String> without(Collection<String> paths, Set<String> others) {
    return paths.stream().filter(path -> !others.contains(path)).toList();
  }

  /** The folders among them that ignore themselves. */
  Set<String> selfIgnored(JobTree tree, SetupLeft setup, NestedRepositories nested)
      throws IOException, InterruptedException {
    return new SelfIgnored(tree, setup).among(counted, forced, nested.paths());
  }
}
