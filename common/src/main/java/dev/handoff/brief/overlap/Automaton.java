package dev.handoff.brief.overlap;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a path letter by letter and knows whether any of its globs matches. Not deterministic: a
 * set of states is its state.
 */
final class Automaton {

  private static final int START = 0;

  private record Step(Letters letters, int to) {}

  private final List<List<Step>> steps = new ArrayList<>();
  private final List<List<Integer>> skips = new ArrayList<>();
  private final BitSet accepting = new BitSet();

  Automaton() {
    newState();
  }

  private int newState() {
    steps.add(new ArrayList<>());
    skips.add(new ArrayList<>());
    return steps.size() - 1;
  }

  Automaton copy() {
    Automaton copy = new Automaton();
    copy.become(this);
    return copy;
  }

  void become(Automaton other) {
    steps.clear();
    skips.clear();
    other.steps.forEach(list -> steps.add(new ArrayList<>(list)));
    other.skips.forEach(list -> skips.add(new ArrayList<>(list)));
    accepting.clear();
    accepting.or(other.accepting);
  }

  /** From the start into a folder; empty: the root. */
  int path(String folder) {
    int state = skip(START);
    for (int letter : (folder.isEmpty() ? "" : folder + "/").codePoints().toArray()) {
      state = next(state, Letters.of(letter));
    }
    return state;
  }

  int next(int state, Letters letters) {
    int to = newState();
    steps.get(state).add(new Step(letters, to));
    return to;
  }

  void loop(int state, Letters letters) {
    steps.get(state).add(new Step(letters, state));
  }

  int skip(int state) {
    int to = newState();
    skips.get(state).add(to);
    return to;
  }

  /** Any number of folders, each with its slash. */
  int anyFolders(int state) {
    int outside = skip(state);
    int within = next(outside, Letters.WITHIN_NAME);
    loop(within, Letters.WITHIN_NAME);
    steps.get(within).add(new Step(Letters.SLASH, outside));
    return outside;
  }

  /** At least one letter, and any after it. */
  int anything(int state) {
    int rest = next(state, Letters.WITHIN_NAME);
    loop(rest, Letters.WITHIN_NAME);
    loop(rest, Letters.SLASH);
    return rest;
  }

  /**
   * Ends a glob: it matches what is there, and all in it if that is a folder.
   *
   * @param isFolder whether only a folder is meant
   */
  void accept(int state, boolean isFolder) {
    if (!isFolder) {
      accepting.set(state);
    }
    accepting.set(anything(next(state, Letters.SLASH)));
  }

  /** All sets of letters that it asks for. */
  Set<Letters> asked() {
    return steps.stream().flatMap(List::stream).map(Step::letters).collect(Collectors.toSet());
  }

  BitSet start() {
    BitSet states = new BitSet();
    states.set(START);
    return closed(states);
  }

  BitSet after(BitSet states, int letter) {
    BitSet after = new BitSet();
    for (int state = states.nextSetBit(0); state >= 0; state = states.nextSetBit(state + 1)) {
      for (Step step : steps.get(state)) {
        if (step.letters.has(letter)) {
          after.set(step.to);
        }
      }
    }
    return closed(after);
  }

  private BitSet closed(BitSet states) {
    for (int state = states.nextSetBit(0); state >= 0; state = states.nextSetBit(state + 1)) {
      // A skip leads only to a state that was made later.
      skips.get(state).forEach(states::set);
    }
    return states;
  }

  boolean accepts(BitSet states) {
    return states.intersects(accepting);
  }
}
