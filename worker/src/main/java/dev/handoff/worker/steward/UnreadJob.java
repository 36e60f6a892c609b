package dev.handoff.worker.steward;

import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.log.presence.WorkerBeat.Held;
import dev.handoff.log.status.HeaderFold;
import dev.handoff.log.status.HeaderFold.Finding;
import dev.handoff.log.status.UnreadEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job of which nothing has been parsed, with its events in order. Times on the steward's
 * monotonic clock, in nanoseconds. Owned by {@link UnreadJobs}.
 */
final class UnreadJob {

  /**
   * @param at when it was received
   */
  record Received(UnreadEvent event, long at) {}

  private final String name;
  private final HeaderFold fold = new HeaderFold();
  private final List<Received> events = new ArrayList<>(3);
  private final long restsUntil;
  private boolean isOfThisPoll;
  private boolean isBelieved = true;
  private boolean isInLane = true;
  private boolean isStarted;
  private @Nullable String lane;
  private boolean isHeard;
  private long heardAt;

  /**
   * @param restsUntil when it has to be read at the latest
   */
  UnreadJob(String name, long restsUntil) {
    this.name = name;
    this.restsUntil = restsUntil;
  }

  Finding add(UnreadEvent event, long now) {
    Finding finding = fold.apply(event);
    if (finding != Finding.ENDED) {
      events.add(new Received(event, now));
      isStarted |= event.is(Started.class);
      if (event.is(Submitted.class)) {
        isInLane &= event.isInLane() && event.lane() != null;
        lane = lane == null ? event.lane() : lane;
      }
      isBelieved &= event.believedJob() != null;
    }
    return finding;
  }

  String name() {
    return name;
  }

  /** Whether this is the first call since the last poll. */
  boolean isFirstOfPoll() {
    boolean isFirst = !isOfThisPoll;
    isOfThisPoll = true;
    return isFirst;
  }

  void endPoll() {
    isOfThisPoll = false;
  }

  boolean hasEnded() {
    return fold.lease() != null;
  }

  /**
   * Whether nothing can be due about it for some seconds but what may be some seconds late: it
   * waits in its lane, or runs and was heard of just now.
   */
  boolean mayRestUntil(long now) {
    return isBelieved && isInLane && restsUntil - now > 0;
  }

  /** Whether headers count for all of its events. */
  boolean isBelieved() {
    return isBelieved;
  }

  long restsUntil() {
    return restsUntil;
  }

  boolean isStarted() {
    return isStarted;
  }

  /** The lane in which it waits, by its headers; null if it does not wait. */
  @Nullable String waitsIn() {
    return isStarted ? null : lane;
  }

  /** Whether it is a live job, if its events can be read. */
  boolean isLive() {
    return !hasEnded() && (isStarted || lane != null);
  }

  List<Received> events() {
    return events;
  }

  /** Notes a sign of life of the lease holder. */
  void heard(Held held, long now) {
    if (fold.isHeldBy(held.attempt(), held.lease())) {
      heard(now);
    }
  }

  void heard(long now) {
    isHeard = true;
    heardAt = now;
  }

  /** Passes the signs of life on, once the events have been. */
  void passHeardTo(WatchedJob watched) {
    if (isHeard && heardAt - watched.heardAt() > 0) {
      watched.heard(heardAt);
    }
  }
}
