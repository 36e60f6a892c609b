package dev.handoff.worker.health;

/**
 * What the broker refuses a worker. Even one that is over is told once: what it broke meanwhile
 * must be begun anew. Thread-safe.
 */
final class RefusedAccess {

  // Guarded by this.
  private String now; // null while all is well
  private String untold;

  /**
   * @param why null: nothing is refused any more
   * @return what was refused before
   */
  synchronized String note(String why) {
    String before = now;
    now = why;
    untold = why == null ? untold : why;
    return before;
  }

  /** What is refused, or was since it was last asked for; null if nothing. */
  synchronized String tell() {
    String told = now == null ? untold : now;
    untold = null;
    return told;
  }
}
