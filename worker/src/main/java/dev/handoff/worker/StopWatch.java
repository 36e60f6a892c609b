package dev.handoff.worker;

import dev.handoff.job.JobState;
import dev.handoff.log.EventListener;
import dev.handoff.log.RecordedEvent;
import dev.handoff.worker.attempt.StopSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the log while an attempt runs, and stops the attempt when the log says so. */
final class StopWatch implements EventListener {

  private static final Logger LOG = LoggerFactory.getLogger(StopWatch.class);

  private final Claim claim;
  private final StopSignal stop;

  // Owned by the log's threads, one at a time.
  private JobState state = JobState.UNKNOWN;
  private boolean wasHeld;

  StopWatch(Claim claim, StopSignal stop) {
    this.claim = claim;
    this.stop = stop;
  }

  @Override
  public void onEvent(RecordedEvent event) {
    state = state.apply(event.event());
    if (state.isHeldBy(claim.attempt(), claim.lease())) {
      wasHeld = true;
      if (state.isCancelling()) {
        stop.raise(StopSignal.Why.CANCELLED);
      }
    } else if (wasHeld) {
      stop.raise(StopSignal.Why.LEASE_LOST);
    }
  }

  /** The attempt goes on: before it publishes, the log is read again. */
  @Override
  public void onFailure(RuntimeException failure) {
    LOG.warn(
        "{} attempt {}: cannot watch for its cancellation", claim.job(), claim.attempt(), failure);
  }
}
