package dev.handoff.brief.overlap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sets of states of an automaton that were met, as numbers; each step is made once. */
final class Places {

  private static final int NOT_MADE = -1;

  private final Automaton automaton;
  private final int[] letters;
  private final Map<BitSet, Integer> numbers = new HashMap<>();
  private final List<BitSet> sets = new ArrayList<>();
  private final List<int[]> steps = new ArrayList<>();

  Places(Automaton automaton, int[] letters) {
    this.automaton = automaton;
    this.letters = letters;
    number(automaton.start());
  }

  private int number(BitSet states) {
    Integer known = numbers.get(states);
    if (known != null) {
      return known;
    }
    int[] none = new int[letters.length];
    Arrays.fill(none, NOT_MADE);
    numbers.put(states, sets.size());
    sets.add(states);
    steps.add(none);
    return sets.size() - 1;
  }

  /**
   * @param letter its index among the letters
   */
  int after(int place, int letter) {
    int[] made = steps.get(place);
    if (made[letter] == NOT_MADE) {
      made[letter] = number(automaton.after(sets.get(place), letters[letter]));
    }
    return made[letter];
  }

  boolean isEmpty(int place) {
    return sets.get(place).isEmpty();
  }

  boolean accepts(int place) {
    return automaton.accepts(sets.get(place));
  }
}
