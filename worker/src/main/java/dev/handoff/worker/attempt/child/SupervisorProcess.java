package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supervisor that waits for its orders. Nothing of a job runs in it before it has them, and it
 * ends when its input does, as when the worker dies.
 *
 * @param group that it joins
 * @param view that its child will have
 * @param startedAt of {@link System#nanoTime}
 */
record SupervisorProcess(
    Process process, Optional<ControlGroup> group, Child.View view, long startedAt)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SupervisorProcess.class);

  /**
   * Whether it can run a child with this view.
   *
   * @param silence after which it ends if it gets no orders
   */
  boolean canRun(Child.View wanted, Duration silence) {
    boolean isPatient = System.nanoTime() - startedAt < silence.toNanos() / 2;
    return isPatient && process.isAlive() && view.equals(wanted);
  }

  /** Ends it, also on a thread that is interrupted, and removes its group. */
  @Override
  public void close() {
    boolean isInterrupted = Thread.interrupted();
    try {
      end(process);
      if (group.isPresent()) {
        group.get().end();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      isInterrupted = true;
    } catch (IOException e) {
      LOG.warn("A supervisor that ran nothing does not end: {}", e.getMessage());
    } finally {
      group.ifPresent(ControlGroup::close);
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** At the end of file the script kills what it can reach. */
  static void end(Process process) throws InterruptedException {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      // It had ended before it received the last line.
      process.destroyForcibly();
    }
    if (!process.waitFor(Supervision.KILL_MILLIS, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
  }
}
