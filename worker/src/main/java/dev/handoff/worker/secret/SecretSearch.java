package dev.handoff.worker.secret;

import java.util.BitSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds secrets in a text, in any form in which they are written, and in which lines they are. Not
 * thread-safe.
 */
public final class SecretSearch {

  private static final int MOST_LINES = 5;

  private final Half direct;
  private final Half base64;
  private long line = 1;

  SecretSearch(PatternTree direct, PatternTree base64) {
    this.direct = new Half(direct, false);
    this.base64 = new Half(base64, true);
  }

  /** Goes on with the next bytes of the text. */
  public void read(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      direct.take(bytes[i], line);
      base64.take(bytes[i], line);
      if (bytes[i] == '\n') {
        line++;
      }
    }
  }

  /**
   * Returns the names of the secrets found, each with the first lines in which it begins.
   *
   * @param known another text: secrets that it has in the same form are left out
   */
  public SortedMap<String, SortedSet<Long>> newSince(SecretSearch known) {
    SortedMap<String, SortedSet<Long>> found = new TreeMap<>();
    direct.collect(known.direct, found);
    base64.collect(known.base64, found);
    return found;
  }

  /** Whether nothing was found. */
  public boolean isEmpty() {
    return direct.lines.isEmpty() && base64.lines.isEmpty();
  }

  /** One tree of patterns, and which of them were found. */
  private static final class Half {

    private final PatternTree tree;
    private final PatternTrack track;
    // By the state of the longest pattern that ends there.
    private final Map<Integer, SortedSet<Long>> lines = new TreeMap<>();

    Half(PatternTree tree, boolean isBroken) {
      this.tree = tree;
      this.track = new PatternTrack(tree, isBroken);
    }

    void take(byte each, long at) {
      long begin = track.take(each, at);
      if (begin >= 0) {
        SortedSet<Long> seen =
            lines.computeIfAbsent(tree.longestAt(track.state()), state -> new TreeSet<>());
        if (seen.size() < MOST_LINES) {
          seen.add(begin);
        }
      }
    }

    void collect(Half known, Map<String, SortedSet<Long>> found) {
      BitSet old = new BitSet();
      known.lines.keySet().forEach(state -> tree.allAt(state, old));
      lines.forEach(
          (state, at) -> {
            if (!old.get(state)) {
              found.computeIfAbsent(tree.name(state), name -> new TreeSet<>()).addAll(at);
            }
          });
    }
  }
}
