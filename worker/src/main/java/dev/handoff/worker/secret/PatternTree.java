package dev.handoff.worker.secret;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/**
 * Finds any of many byte patterns in one pass (Aho and Corasick). Immutable. A state is a number;
 * in state 0 no pattern has begun.
 */
final class PatternTree {

  // By state; the children of a state are a chain of siblings, those of state 0 a table.
  private final int[] root = new int[256];
  private final int[] child;
  private final int[] sibling;
  private final int[] fallback;
  private final int[] depth;
  private final int[] matched;
  private final byte[] symbol;
  private final String[] names;
  private int size = 1;

  /**
   * @param patterns each with the name of its secret
   */
  PatternTree(Map<byte[], String> patterns) {
    int most = 1 + patterns.keySet().stream().mapToInt(pattern -> pattern.length).sum();
    child = new int[most];
    sibling = new int[most];
    fallback = new int[most];
    depth = new int[most];
    matched = new int[most];
    symbol = new byte[most];
    names = new String[most];
    patterns.forEach(this::add);
    link();
  }

  private void add(byte[] pattern, String name) {
    int state = 0;
    for (byte each : pattern) {
      int known = child(state, each);
      state = known == 0 ? grow(state, each) : known;
    }
    names[state] = name;
    matched[state] = pattern.length;
  }

  private int grow(int parent, byte each) {
    int state = size++;
    symbol[state] = each;
    depth[state] = depth[parent] + 1;
    if (parent == 0) {
      root[each & 0xff] = state;
    }
    sibling[state] = child[parent];
    child[parent] = state;
    return state;
  }

  private int child(int state, byte each) {
    if (state == 0) {
      return root[each & 0xff];
    }
    int found = child[state];
    while (found != 0 && symbol[found] != each) {
      found = sibling[found];
    }
    return found;
  }

  /** Breadth first, so that the fallback of each state, which is shorter, is known already. */
  private void link() {
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    for (int state = child[0]; state != 0; state = sibling[state]) {
      queue.add(state);
    }
    while (!queue.isEmpty()) {
      int parent = queue.remove();
      for (int state = child[parent]; state != 0; state = sibling[state]) {
        fallback[state] = next(fallback[parent], symbol[state]);
        if (names[state] == null) {
          names[state] = names[fallback[state]];
          matched[state] = matched[fallback[state]];
        }
        queue.add(state);
      }
    }
  }

  int next(int from, byte each) {
    int state = from;
    int found = child(state, each);
    while (found == 0 && state != 0) {
      state = fallback[state];
      found = child(state, each);
    }
    return found;
  }

  /** How many of the last bytes may begin a pattern. */
  int depth(int state) {
    return depth[state];
  }

  /** The length of the longest pattern that ends here; 0 if none does. */
  int matched(int state) {
    return matched[state];
  }

  /** The state of that pattern alone. */
  int longestAt(int state) {
    int at = state;
    while (depth[at] > matched[at]) {
      at = fallback[at];
    }
    return at;
  }

  /** Adds the states of all patterns that end here. */
  void allAt(int state, BitSet all) {
    for (int at = state; matched[at] > 0; at = fallback[at]) {
      all.set(longestAt(at));
    }
  }

  /** The name of the secret that the pattern belongs to. */
  String name(int state) {
    return names[state];
  }

  int longest() {
    return Arrays.stream(depth).max().orElse(0);
  }
}
