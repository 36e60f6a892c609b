package dev.handoff.worker.attempt.child;

import dev.handoff.worker.attempt.child.StopSignal.Why;
import java.time.Duration;
import java.util.Optional;

/** What keeps an attempt from acting once it may be somebody else's. Pure but for the signal. */
public final class Fence {

  private Fence() {}

  /**
   * Why no process may be started for the attempt; empty if one may.
   *
   * @param until the time up to which processes may be started; empty: none may be
   */
  public static Optional<Why> beforeStart(StopSignal stop, Optional<Duration> until) {
    if (until.isEmpty()) {
      stop.raise(Why.LEASE_LOST);
    }
    return stop.why();
  }

  /**
   * Why the attempt may have no effects; empty if it may. One that is stopped with grace still
   * publishes what there is.
   *
   * @param holdsLease whether the attempt may still have effects
   */
  public static Optional<Why> beforePublish(StopSignal stop, boolean holdsLease) {
    Optional<Why> immediate = stop.why().filter(Why::isImmediate);
    return immediate.isPresent() || holdsLease ? immediate : Optional.of(Why.LEASE_LOST);
  }
}
