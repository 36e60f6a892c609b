package dev.handoff.worker.attempt.child;

import dev.handoff.worker.attempt.child.StopSignal.Why;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether an attempt may still act, or another worker may already run its job. Pure but for
 * the signal.
 */
public final class Fence {

  private Fence() {}

  /**
   * Why no process may be started for the attempt; empty if one may.
   *
   * @param until when processes may be started; empty: no longer
   */
  public static Optional<Why> beforeStart(StopSignal stop, Optional<Duration> until) {
    if (until.isEmpty()) {
      stop.raise(Why.LEASE_LOST);
    }
    return stop.why();
  }

  /**
   * Why the attempt may have no effects; empty if it may. An attempt that is stopped with grace
   * still publishes its results.
   *
   * @param holdsLease whether the attempt may still have effects
   */
  public static Optional<Why> beforePublish(StopSignal stop, boolean holdsLease) {
    Optional<Why> immediate = stop.why().filter(Why::isImmediate);
    return immediate.isPresent() || holdsLease ? immediate : Optional.of(Why.LEASE_LOST);
  }
}
