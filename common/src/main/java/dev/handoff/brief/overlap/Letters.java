package dev.handoff.brief.overlap;

import java.util.List;

/**
 * A set of letters as a glob names it.
 *
 * @param ranges of code points, each of two
 * @param isNegated whether all other letters are meant, except the slash
 */
record Letters(List<int[]> ranges, boolean isNegated) {

  static final Letters SLASH = of('/');

  /** All but the slash. */
  static final Letters WITHIN_NAME = new Letters(List.of(), true);

  static Letters of(int letter) {
    return new Letters(List.of(new int[] {letter, letter}), false);
  }

  boolean has(int letter) {
    if (isNegated && letter == '/') {
      return false;
    }
    for (int[] range : ranges) {
      if (range[0] <= letter && letter <= range[1]) {
        return !isNegated;
      }
    }
    return isNegated;
  }
}
