package dev.handoff.worker.steward;

import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobStatus;
import dev.handoff.log.status.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * A live job that a steward watches, with the times of its last sign of life and of the last act.
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
  private boolean actedAsStandby;
  private boolean isSetAside;

  WatchedJob(LiveJob job, long now) {
    this.job = job;
    this.heardAt = now;
    this.quietSince = now;
  }

  LiveJob job() {
    return job;
  }

  /** Any event replaces what was due before; only the lease holder's is a sign of life. */
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
    actedAsStandby &= job.state().status() != JobStatus.RUNNING;
  }

  /** Takes the job as just read from all of its events. */
  void verified(LiveJob fresh) {
    if (fresh.lastOffset() >= job.lastOffset()) {
      job = fresh.withoutTexts();
    }
    isVerified = true;
  }

  boolean isVerified() {
    return isVerified;
  }

  boolean isHeld(int attempt, @Nullable String lease) {
    return job.state().isHeldBy(attempt, lease);
  }

  void heard(long now) {
    heardAt = now;
  }

  long heardAt() {
    return heardAt;
  }

  /** Since when neither an event of it came nor its history was read. */
  long quietSince() {
    return quietSince;
  }

  /** Notes that something is due, and returns for how long it has been. */
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

  /** Notes that this standby steward acted in place of the first. */
  void standIn() {
    actedAsStandby = true;
  }

  /** Whether this standby acts without its delay: until the job runs, it does what follows too. */
  boolean actedAsStandby() {
    return actedAsStandby;
  }

  /** Marks that no decision is possible about it; it is not tried again until its next event. */
  void setAside() {
    isSetAside = true;
  }

  boolean isSetAside() {
    return isSetAside;
  }

  void notDue() {
    isDue = false;
  }

  /** Whether an act is pending, or so recent that the log may not show it yet. */
  boolean isInHand(long now, long repeatAfter) {
    return isActing || hasActed && now - actedAt < repeatAfter;
  }

  void acting() {
    isActing = true;
    isActingOnThis = true;
  }

  /** Reading is no act: what is due meanwhile must not wait for it. */
  void looked(long now) {
    isActing = false;
    quietSince = now;
  }

  /** If the log showed the act before its answer came, what is due next need not wait. */
  void acted(long now) {
    isActing = false;
    hasActed = isActingOnThis;
    actedAt = now;
  }
}
