package dev.handoff.worker.secret;

/** Follows one tree of patterns through a stream. */
final class PatternTrack {

  private final PatternTree tree;
  // Whether line ends are ignored.
  private final boolean isBroken;
  // The positions of the last bytes that counted, as many as a pattern can have.
  private final long[] places;
  private long counted;
  private int state;

  PatternTrack(PatternTree tree, boolean isBroken) {
    this.tree = tree;
    this.isBroken = isBroken;
    this.places = new long[tree.longest() + 1];
  }

  boolean stays(byte each) {
    return state == 0 && tree.next(0, each) == 0;
  }

  boolean isIdle() {
    return state == 0;
  }

  /**
   * Returns where the longest secret begins that ends here, or -1.
   *
   * @param at the position of the byte; it never decreases
   */
  long take(byte each, long at) {
    if (isBroken && (each == '\n' || each == '\r')) {
      // A few characters that look like base64 must not hold back a line for ever. If they begin a
      // secret, the rest of it is a pattern of its own.
      state = tree.depth(state) < SecretForms.MOST_BEFORE_BREAK ? 0 : state;
      return -1;
    }
    state = tree.next(state, each);
    places[(int) (counted++ % places.length)] = at;
    return tree.matched(state) == 0 ? -1 : place(tree.matched(state));
  }

  private long place(int back) {
    return places[(int) ((counted - back) % places.length)];
  }

  String name() {
    return tree.name(state);
  }

  int state() {
    return state;
  }

  int depth() {
    return tree.depth(state);
  }

  long start() {
    return place(tree.depth(state));
  }

  /** The position of the first byte that must be held back. */
  long begin(long end) {
    return state == 0 ? end : start();
  }

  void reset() {
    state = 0;
  }
}
