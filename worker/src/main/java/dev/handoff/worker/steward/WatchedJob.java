package dev.handoff.worker.steward;

import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobStatus;
import dev.handoff.log.status.RecordedEvent;

/**
 * A live job in a steward's care, and when the steward last heard of it and did something about it.
 * All times on the steward's own monotonic clock, in nanoseconds. Owned by the steward, under its
 * lock.
 */
final class WatchedJob {

  private LiveJob job;
  private long heardAt;
  private long quietSince;
  private long dueSince;
  private long actedAt;
  private boolean isDue;
  private boolean hasActed;
  private boolean isActing;
  private boolean isActingOnThis;
  private boolean isVerified;
  private boolean isStandingIn;
  private boolean isSetAside;

  WatchedJob(LiveJob job, long now) {
    this.job = job;
    this.heardAt = now;
    this.quietSince = now;
  }

  LiveJob job() {
    return job;
  }

  /** Any event makes what was due before out of date; only the holder's is a sign of its life. */
  void apply(RecordedEvent event, long now) {
    job = job.apply(event.withoutTexts());
    if (event.event() instanceof OfAttempt said && isHeld(said.attempt(), said.lease())) {
      heardAt = now;
    }
    quietSince = now;
    isDue = false;
    hasActed = false;
    isActingOnThis = false;
    isSetAside = false;
    isStandingIn &= job.state().status() != JobStatus.RUNNING;
  }

  /** The job by a fresh look at the whole of its events. */
  void verified(LiveJob fresh) {
    if (fresh.lastOffset() >= job.lastOffset()) {
      job = fresh.withoutTexts();
    }
    isVerified = true;
  }

  boolean isVerified() {
    return isVerified;
  }

  boolean isHeld(int attempt, String lease) {
    return job.state().isHeldBy(attempt, lease);
  }

  void heard(long now) {
    heardAt = now;
  }

  long heardAt() {
    return heardAt;
  }

  /** Since when nothing was read about it, neither by an event nor by a look. */
  long quietSince() {
    return quietSince;
  }

  /** Notes that something is due, and says for how long it has been. */
  long dueFor(long now) {
    if (!isDue) {
      isDue = true;
      dueSince = now;
    }
    return now - dueSince;
  }

  boolean isDue() {
    return isDue;
  }

  /** The other steward has left an act to this one. */
  void standIn() {
    isStandingIn = true;
  }

  /** Whether it is not waited for again: until the job runs, what follows is this one's too. */
  boolean isStandingIn() {
    return isStandingIn;
  }

  /** Nothing can be decided about it; until something new is read about it, nobody tries. */
  void setAside() {
    isSetAside = true;
  }

  boolean isSetAside() {
    return isSetAside;
  }

  void notDue() {
    isDue = false;
  }

  /** Whether an act is under way, or was done so recently that the log may not show it yet. */
  boolean isInHand(long now, long repeatAfter) {
    return isActing || hasActed && now - actedAt < repeatAfter;
  }

  void acting() {
    isActing = true;
    isActingOnThis = true;
  }

  /** A look is no act: what is due meanwhile must not wait for it. */
  void looked(long now) {
    isActing = false;
    quietSince = now;
  }

  /** The log may show an act before its answer is here: what is due after it need not wait. */
  void acted(long now) {
    isActing = false;
    hasActed = isActingOnThis;
    actedAt = now;
  }
}
