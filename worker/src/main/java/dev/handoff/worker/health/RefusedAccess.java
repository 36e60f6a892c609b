package dev.handoff.worker.health;

import org.jspecify.annotations.Nullable;

/**
 * Holds what the broker refuses a worker. A refusal that is over is still reported once, since what
 * it broke meanwhile must be restarted. Thread-safe.
 */
final class RefusedAccess {

  // Guarded by this.
  private @Nullable String now; // null while all is well
  private @Nullable String untold;

  /**
   * @param why null: nothing is refused any more
   * @return what was refused before
   */
  synchronized @Nullable String note(@Nullable String why) {
    String before = now;
    now = why;
    untold = why == null ? untold : why;
    return before;
  }

  /** What is refused now, or was since the last call, if anything. */
  synchronized @Nullable String tell() {
    String told = now == null ? untold : now;
    untold = null;
    return told;
  }
}
