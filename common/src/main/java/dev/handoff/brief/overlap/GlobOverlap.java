package dev.handoff.brief.overlap;

import dev.handoff.brief.Brief.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is a path that two scopes admit, by their globs alone: a walk through the automata
 * of both at once. That there is none is a proof, for all paths that there are or will be. Pure.
 *
 * @param isPossible false: no path can be in both
 * @param path a shortest one that is in both; null: none is known, although there may be one
 */
public record GlobOverlap(boolean isPossible, @Nullable String path) {

  private static final GlobOverlap NONE = new GlobOverlap(false, null);
  private static final GlobOverlap UNKNOWN = new GlobOverlap(true, null);

  /** Globs of people lead to some hundreds; hostile ones could go on for ever. */
  private static final int MAX_PLACES = 20_000;

  /** Where a path has led in both scopes. */
  private record Place(int in, int out, int otherIn, int otherOut, boolean isAfterSlash) {}

  /** A place and the path to it. */
  private record Reached(Place place, String path) {}

  /** Used once. */
  private static final class Walk {

    private final int[] letters;
    private final Places in;
    private final Places out;
    private final Places otherIn;
    private final Places otherOut;
    private final Set<Place> seen = new HashSet<>();
    private final Queue<Reached> next = new ArrayDeque<>();

    Walk(ScopePaths one, ScopePaths other) {
      letters = letters(one, other);
      in = new Places(one.included(), letters);
      out = new Places(one.excluded(), letters);
      otherIn = new Places(other.included(), letters);
      otherOut = new Places(other.excluded(), letters);
    }

    GlobOverlap walked() {
      next.add(new Reached(new Place(0, 0, 0, 0, true), ""));
      while (!next.isEmpty()) {
        Reached at = next.remove();
        for (int letter = 0; letter < letters.length; letter++) {
          String path = step(at, letter);
          if (path != null) {
            return new GlobOverlap(true, path);
          }
        }
        if (seen.size() > MAX_PLACES) {
          return UNKNOWN;
        }
      }
      return NONE;
    }

    /** Null: no path that both admit. */
    private @Nullable String step(Reached at, int letter) {
      boolean isSlash = letters[letter] == '/';
      if (isSlash && at.place.isAfterSlash) {
        return null; // no path has an empty name
      }
      Place place =
          new Place(
              in.after(at.place.in, letter),
              out.after(at.place.out, letter),
              otherIn.after(at.place.otherIn, letter),
              otherOut.after(at.place.otherOut, letter),
              isSlash);
      if (in.isEmpty(place.in) || otherIn.isEmpty(place.otherIn) || !seen.add(place)) {
        return null;
      }
      String path = at.path + Character.toString(letters[letter]);
      next.add(new Reached(place, path));
      return !isSlash && admit(place) ? path : null;
    }

    private boolean admit(Place place) {
      return in.accepts(place.in)
          && otherIn.accepts(place.otherIn)
          && !out.accepts(place.out)
          && !otherOut.accepts(place.otherOut);
    }
  }

  public static GlobOverlap of(Scope one, Scope other) {
    return new Walk(new ScopePaths(one), new ScopePaths(other)).walked();
  }

  /** One of each kind of letters that no glob tells apart. */
  private static int[] letters(ScopePaths one, ScopePaths other) {
    Set<Letters> asked = new HashSet<>(one.asked());
    asked.addAll(other.asked());
    Set<Integer> candidates = new TreeSet<>(Set.of((int) 'x', (int) '/'));
    for (Letters letters : asked) {
      for (int[] range : letters.ranges()) {
        for (int letter : new int[] {range[0], range[1], range[0] - 1, range[1] + 1}) {
          if (letter > ' ' && Character.isDefined(letter)) {
            candidates.add(letter);
          }
        }
        candidates.add(range[0]);
      }
    }
    Map<List<Boolean>, Integer> kinds = new HashMap<>();
    for (int letter : candidates) {
      List<Boolean> kind = new ArrayList<>();
      kind.add(letter == '/');
      asked.forEach(letters -> kind.add(letters.has(letter)));
      kinds.merge(kind, letter, (first, second) -> first);
    }
    return kinds.values().stream().mapToInt(Integer::intValue).sorted().toArray();
  }
}
