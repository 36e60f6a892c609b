package dev.handoff.worker.secret;

/** Where one tree of patterns stands in a stream. */
final class PatternTrack {

  private final PatternTree tree;
  // Line ends do not count.
  private final boolean isBroken;
  // Where the last bytes that counted stood, as many as a pattern can have.
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
   * Where the longest secret begins that ends here, or -1.
   *
   * @param at never less than before
   */
  long take(byte each, long at) {
    if (isBroken && (each == '\n' || each == '\r')) {
      // A few characters that look like base64 must not hold back a line for ever. Were they the
      // beginning of a secret, the rest of it is a pattern of its own.
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

  /** From where on bytes must be held. */
  long begin(long end) {
    return state == 0 ? end : start();
  }

  void reset() {
    state = 0;
  }
}
