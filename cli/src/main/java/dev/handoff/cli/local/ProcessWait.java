package dev.handoff.cli.local;

import dev.handoff.cli.state.LocalDefaultException;
import java.io.IOException;
import java.time.Duration;

/** Waits for another process by polling: only files show its state. */
final class ProcessWait {

  private static final Duration LOOK = Duration.ofMillis(20);

  private ProcessWait() {}

  interface Condition {
    boolean holds() throws IOException;
  }

  /** Returns whether the condition became true in time. */
  static boolean until(Condition condition, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      pause(LOOK);
    }
    return true;
  }

  static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalDefaultException("interrupted while waiting for the local process");
    }
  }
}
