package dev.handoff.worker.health;

/**
 * Holds what the broker refuses a worker. A refusal that is over is still reported once, since what
 * it broke meanwhile must be restarted. Thread-safe.
 */
final class RefusedAccess {

  // Guarded by this.
  private String now; // null while all is well
  private String untold;

  /**
   * @param why null if nothing is refused any more
   * @return what was refused before
   */
  synchronized String note(String why) {
    String before = now;
    now = why;
    untold = why == null ? untold : why;
    return before;
  }

  /** What is refused now, or was since the last call; null if nothing. */
  synchronized String tell() {
    String told = now == null ? untold : now;
    untold = null;
    return told;
  }
}
