package dev.handoff.gateway.roll;

import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.overlap.GlobOverlap;
import dev.handoff.job.JobId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which live jobs of the same repository may change a file that another may change too, by the
 * globs of their scopes alone. Pure.
 *
 * @param found the newest first
 * @param isComplete false: there may be more
 */
public record Collisions(List<Collision> found, boolean isComplete) {

  public static final Collisions NONE = new Collisions(List.of(), true);

  /** More help nobody. */
  static final int MOST = 50;

  /**
   * A job that may change the same file.
   *
   * @param path one that both may change; null: none is known, although there may be one
   */
  public record Collision(JobId job, @Nullable String path) {}

  /**
   * Compares a job with all others.
   *
   * @param mayGoOn asked before each comparison, since globs can be written that take long
   */
  static Collisions of(JobId job, Map<JobId, Scope> live, BooleanSupplier mayGoOn) {
    Scope own = live.get(job);
    if (own == null) {
      return NONE;
    }
    List<Collision> found = new ArrayList<>();
    for (Map.Entry<JobId, Scope> other : new TreeMap<>(live).descendingMap().entrySet()) {
      if (other.getKey().equals(job) || !isSameRepository(own, other.getValue())) {
        continue;
      }
      if (found.size() == MOST || !mayGoOn.getAsBoolean()) {
        return new Collisions(List.copyOf(found), false);
      }
      GlobOverlap overlap = GlobOverlap.of(own, other.getValue());
      if (overlap.isPossible()) {
        found.add(new Collision(other.getKey(), overlap.path()));
      }
    }
    return new Collisions(List.copyOf(found), true);
  }

  /** Submitters name one repository by different places of it. */
  private static boolean isSameRepository(Scope one, Scope other) {
    Set<String> shared = places(one);
    shared.retainAll(places(other));
    return !shared.isEmpty();
  }

  private static Set<String> places(Scope scope) {
    List<String> all = new ArrayList<>();
    if (scope.repo() != null) {
      all.add(scope.repo());
    }
    if (scope.sources() != null) {
      all.addAll(scope.sources().remotes());
    }
    Set<String> places = new HashSet<>();
    all.forEach(place -> places.add(place.replaceAll("(\\.git)?/*$", "")));
    return places;
  }
}
