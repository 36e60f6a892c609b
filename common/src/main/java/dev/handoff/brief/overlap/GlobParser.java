package dev.handoff.brief.overlap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds globs as in {@code .gitignore} to an automaton. Used once. */
final class GlobParser {

  private final Automaton automaton;
  private final int[] glob;
  private int at;
  private int state;

  private GlobParser(Automaton automaton, String glob, int state) {
    this.automaton = automaton;
    this.glob = glob.codePoints().toArray();
    this.state = state;
  }

  /** Whether it is a line that takes out what other lines name. */
  static boolean isNegation(String glob) {
    return glob.startsWith("!");
  }

  /**
   * Adds a glob.
   *
   * @param folder to which it is relative; empty: the root
   * @return false if it is none of those that this class understands; nothing was added then
   */
  static boolean add(Automaton automaton, String folder, String glob) {
    String line = stripped(glob);
    if (line.isEmpty() || line.startsWith("#") || isNegation(line)) {
      return false;
    }
    Automaton tried = automaton.copy();
    int start = tried.path(folder);
    boolean isFolder = line.endsWith("/") && !line.endsWith("\\/");
    String path = isFolder ? line.substring(0, line.length() - 1) : line;
    boolean isAnchored = path.indexOf('/') >= 0;
    GlobParser parser =
        new GlobParser(tried, path.startsWith("/") ? path.substring(1) : path, start);
    if (!isAnchored) {
      parser.anyFolders();
    }
    if (!parser.parse()) {
      return false;
    }
    tried.accept(parser.state, isFolder);
    automaton.become(tried);
    return true;
  }

  /** Without blanks at its end, unless a backslash keeps them. */
  private static String stripped(String glob) {
    int end = glob.length();
    while (end > 0 && glob.charAt(end - 1) == ' ' && !(end > 1 && glob.charAt(end - 2) == '\\')) {
      end--;
    }
    return glob.substring(0, end);
  }

  private boolean parse() {
    while (at < glob.length) {
      int letter = glob[at];
      switch (letter) {
        case '*' -> stars();
        case '?' -> {
          state = automaton.next(state, Letters.WITHIN_NAME);
          at++;
        }
        case '[' -> {
          Optional<Letters> letters = bracket();
          if (letters.isEmpty()) {
            return false;
          }
          state = automaton.next(state, letters.get());
        }
        case '\\' -> {
          if (at + 1 == glob.length) {
            return false;
          }
          state = automaton.next(state, Letters.of(glob[at + 1]));
          at += 2;
        }
        default -> {
          state = automaton.next(state, Letters.of(letter));
          at++;
        }
      }
    }
    return true;
  }

  /** Two stars that are a whole part of the path mean any folders; all others stay in one name. */
  private void stars() {
    int from = at;
    while (at < glob.length && glob[at] == '*') {
      at++;
    }
    boolean isWholePart =
        at - from == 2
            && (from == 0 || glob[from - 1] == '/')
            && (at == glob.length || glob[at] == '/');
    if (!isWholePart) {
      automaton.loop(state, Letters.WITHIN_NAME);
      state = automaton.skip(state);
    } else if (at == glob.length) {
      state = automaton.anything(state);
    } else {
      at++;
      anyFolders();
    }
  }

  private void anyFolders() {
    state = automaton.anyFolders(state);
  }

  /** Empty for what is no plain list of letters. */
  private Optional<Letters> bracket() {
    int i = at + 1;
    boolean isNegated = i < glob.length && (glob[i] == '!' || glob[i] == '^');
    i += isNegated ? 1 : 0;
    List<int[]> ranges = new ArrayList<>();
    for (int first = i; i < glob.length && (glob[i] != ']' || i == first); i++) {
      int low = glob[i];
      if (low == '[' || low == '\\' || low == '/') {
        return Optional.empty();
      }
      boolean isRange = i + 2 < glob.length && glob[i + 1] == '-' && glob[i + 2] != ']';
      int high = isRange ? glob[i + 2] : low;
      if (high == '[' || high == '\\' || high < low) {
        return Optional.empty();
      }
      ranges.add(new int[] {low, high});
      i += isRange ? 2 : 0;
    }
    if (i >= glob.length) {
      return Optional.empty();
    }
    at = i + 1;
    return Optional.of(new Letters(List.copyOf(ranges), isNegated));
  }
}
