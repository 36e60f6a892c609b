package dev.handoff.worker.steward;

import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.Held;
import dev.handoff.log.status.LeaseMark;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.UnreadEvent;
import dev.handoff.worker.steward.Stewardship.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches all live jobs for lapsed leases, due times and retries, cancellations and lost briefs. It
 * acts on the fold of the events, and repeats an act every few seconds until the log shows it.
 * {@link StewardActions} does the acts.
 *
 * <p>No thread of its own: {@link StewardDuty} ticks it, the {@link LogFeed} passes it events and
 * beats. All state is guarded by this.
 */
public final class Steward implements LogFeed.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Steward.class);

  private final Stewardship stewardship;
  private final StewardTimes times;
  private final StewardActions actions;
  private final LongSupplier nanoTime;
  private final Map<String, WatchedJob> live = new HashMap<>();

  /** The live jobs that a tick looks at: not all, since a hundred thousand may wait for days. */
  private final Set<WatchedJob> active = new LinkedHashSet<>();

  private final UnreadJobs unread;
  private final Suspects suspects = new Suspects();

  /** The jobs of silent workers by worker id, as of when the silence was noticed. */
  private final Map<String, LostWorker> lost = new HashMap<>();

  private long lookedAtAll;
  private boolean isReplaying;
  private Map<String, Long> laneStarts = Map.of();

  /**
   * @param nanoTime the monotonic clock, the same as for ticks
   */
  Steward(
      Stewardship stewardship, StewardTimes times, StewardActions actions, LongSupplier nanoTime) {
    this(stewardship, times, actions, nanoTime, new UnreadJobs(stewardship.unreadFor(times)));
  }

  Steward(
      Stewardship stewardship,
      StewardTimes times,
      StewardActions actions,
      LongSupplier nanoTime,
      UnreadJobs unread) {
    this.unread = unread;
    this.stewardship = stewardship;
    this.times = times;
    this.actions = actions;
    this.nanoTime = nanoTime;
    this.lookedAtAll = nanoTime.getAsLong() - times.lookAtAllEvery().toNanos();
  }

  /** Also when the feed begins anew: jobs that rest by then must not wait for the end of it. */
  @Override
  public void onBegin(Map<Integer, Long> toldBefore) {
    readWhile(() -> !unread.isEmpty());
    synchronized (this) {
      isReplaying = true;
    }
  }

  /** From now on every event counts at once, or a few seconds later where that is enough. */
  @Override
  public void onCaughtUp() {
    synchronized (this) {
      isReplaying = false;
    }
    readWhile(() -> !unread.isEmpty());
  }

  /**
   * Does not parse the jobs that end among these events or soon after: a job that waits in its lane
   * or runs rests unread for some seconds, since nothing that may not be so late can be due for it.
   */
  @Override
  public void onEvents(List<UnreadEvent> events) {
    long now = nanoTime.getAsLong();
    events.forEach(event -> received(event, now));
    List<String> toRead;
    synchronized (this) {
      toRead = unread.endPoll(now, isReplaying);
    }
    toRead.forEach(this::read);
    readWhile(unread::isTooLarge);
  }

  private void received(UnreadEvent event, long now) {
    boolean isUnusual = false;
    synchronized (this) {
      WatchedJob watched = live.get(event.job());
      if (watched == null) {
        isUnusual = unread.add(event, now);
        if (!isUnusual) {
          return;
        }
      } else if (completes(event, watched)) {
        forget(watched.job().job());
        return;
      }
    }
    if (isUnusual) {
      read(event.job());
    } else {
      event.passTo(read -> apply(read, now)); // parses without the lock
    }
  }

  private void readWhile(BooleanSupplier isToRead) {
    while (true) {
      String oldest;
      synchronized (this) {
        if (!isToRead.getAsBoolean()) {
          return;
        }
        oldest = unread.oldest();
      }
      read(oldest);
    }
  }

  /** Parses without the lock. Under it, the job is at each moment either unread or watched. */
  private void read(String job) {
    List<UnreadEvent> toParse;
    synchronized (this) {
      toParse = unread.events(job);
    }
    toParse.forEach(UnreadEvent::read);
    watch(job);
  }

  /** Another thread may have done it meanwhile, or an event may have ended the job. */
  private synchronized void watch(String name) {
    UnreadJob job = unread.take(name);
    if (job == null) {
      return;
    }
    job.events().forEach(received -> received.event().passTo(event -> apply(event, received.at())));
    WatchedJob watched = live.get(name);
    if (watched != null) {
      job.passHeardTo(watched);
    }
  }

  private void readRested(long now, Instant wallClock) {
    List<String> rested;
    synchronized (this) {
      unread.noteWallClock(now, wallClock);
      rested = isReplaying ? List.of() : unread.due(now);
    }
    rested.forEach(this::read);
  }

  /** Rule R2: with the lease of the running attempt, whatever else the event says. */
  private static boolean completes(UnreadEvent event, WatchedJob watched) {
    LeaseMark mark = event.is(Completed.class) ? event.mark() : null;
    return mark != null && watched.isHeld(mark.attempt(), mark.lease());
  }

  @Override
  public void onEvent(RecordedEvent event) {
    apply(event, nanoTime.getAsLong());
  }

  private synchronized void apply(RecordedEvent event, long at) {
    WatchedJob watched =
        live.computeIfAbsent(
            event.job().text(), job -> new WatchedJob(LiveJob.unknown(event.job()), at));
    watched.apply(event, at);
    suspects.note(watched);
    active.add(watched);
    if (watched.job().isOver()) {
      forget(event.job());
    }
  }

  private void forget(JobId job) {
    suspects.forget(job);
    active.remove(live.remove(job.text()));
  }

  @Override
  public synchronized void onBeat(WorkerBeat beat) {
    long now = nanoTime.getAsLong();
    lost.remove(beat.worker());
    for (Held held : beat.running()) {
      WatchedJob watched = live.get(held.job());
      if (watched == null) {
        unread.heard(held, now);
      } else if (watched.isHeld(held.attempt(), held.lease())) {
        watched.heard(now);
      }
    }
  }

  /** Restarts all lease clocks: the log stood still, so no beat could arrive. */
  synchronized void restartLeaseClocks(long now) {
    live.values().forEach(watched -> watched.heard(now));
    unread.allHeard(now);
  }

  synchronized void laneStarts(Map<String, Long> starts) {
    laneStarts = Map.copyOf(starts);
  }

  /** The lanes in which jobs wait. */
  synchronized Set<String> waitingLanes() {
    Set<String> lanes = new HashSet<>();
    unread.addWaitingLanes(lanes);
    for (WatchedJob watched : live.values()) {
      Submitted submitted = watched.job().state().submitted();
      if (submitted != null && watched.job().state().inLane()) {
        lanes.add(submitted.lane());
      }
    }
    return lanes;
  }

  /**
   * Does what is due.
   *
   * @param seat 0 acts at once, others a second later if the log does not show the act by then;
   *     what follows from their act, such as a new attempt, does not wait again
   * @param doesLogMove whether silence counts now
   */
  void tick(long now, Instant wallClock, int seat, boolean doesLogMove) {
    List<WatchedJob> toAct = new ArrayList<>();
    List<WatchedJob> toVerify = new ArrayList<>();
    readRested(now, wallClock);
    synchronized (this) {
      lookAtAllNowAndThen(now);
      Instant restUntil = wallClock.plus(times.restAtLeast());
      for (WatchedJob watched : List.copyOf(active)) {
        alone(
            watched,
            () -> {
              if (isToAct(watched, now, wallClock, seat, doesLogMove)) {
                toAct.add(watched);
                watched.acting();
                if (seat != 0) {
                  watched.standIn();
                }
              } else if (isToVerify(watched, now)) {
                toVerify.add(watched);
                watched.acting();
              }
              if (!watched.isDue() && stewardship.isIdle(watched.job(), restUntil)) {
                active.remove(watched);
              }
            });
      }
    }
    toAct.forEach(watched -> alone(watched, () -> act(watched, now, wallClock, doesLogMove)));
    toVerify.forEach(watched -> alone(watched, () -> verify(watched)));
  }

  /** Sets a job aside when a step throws, so that the steward still serves the others. */
  private void alone(WatchedJob watched, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error(
          "{} is set aside: no decision about it is possible, and the steward ignores it until its"
              + " next event",
          watched.job().job(),
          e);
      synchronized (this) {
        watched.setAside();
        watched.acted(nanoTime.getAsLong());
        active.remove(watched);
      }
    }
  }

  private void lookAtAllNowAndThen(long now) {
    if (now - lookedAtAll >= times.lookAtAllEvery().toNanos()) {
      lookedAtAll = now;
      live.values().stream().filter(watched -> !watched.isSetAside()).forEach(active::add);
      lost.keySet().removeIf(worker -> runningOn(worker).isEmpty());
    }
  }

  private boolean isToAct(
      WatchedJob watched, long now, Instant wallClock, int seat, boolean doesLogMove) {
    boolean isDue =
        !stewardship.due(watched.job(), vitals(watched, now, doesLogMove), wallClock).isEmpty();
    if (!isDue) {
      watched.notDue();
      return false;
    }
    long delay = seat == 0 || watched.actedAsStandby() ? 0 : times.standbyDelay().toNanos();
    return watched.dueFor(now) >= delay && !watched.isInHand(now, times.repeatAfter().toNanos());
  }

  /**
   * Whether to read the job's whole history: a late record of an ended job looks like a new job.
   */
  private boolean isToVerify(WatchedJob watched, long now) {
    return !watched.isVerified()
        && now - watched.quietSince() > times.quiet().toNanos()
        && !watched.isInHand(now, times.repeatAfter().toNanos());
  }

  private Vitals vitals(WatchedJob watched, long now, boolean doesLogMove) {
    Duration silence = doesLogMove ? Duration.ofNanos(now - watched.heardAt()) : Duration.ZERO;
    LiveJob job = watched.job();
    Submitted submitted = job.state().submitted();
    return new Vitals(
        silence,
        job.isRunning() && stewardship.isLost(silence) ? lost(job) : LostWorker.NONE,
        submitted == null ? null : laneStarts.get(submitted.lane()),
        suspects.isHeldBack(job));
  }

  /** The worker's jobs as of the first that was found lost: the jobs end one after the other. */
  private LostWorker lost(LiveJob job) {
    return lost.computeIfAbsent(
        job.state().runningAttempt().worker(), worker -> LostWorker.with(runningOn(worker)));
  }

  /** Of the worker's jobs none may be missing, so those that rest unread are read first. */
  private List<LiveJob> runningOn(String worker) {
    unread.started().forEach(this::watch);
    return live.values().stream()
        .map(WatchedJob::job)
        .filter(
            job -> job.isRunning() && Objects.equals(worker, job.state().runningAttempt().worker()))
        .toList();
  }

  /** Decides again on the whole history, read afresh: what this steward has read may be old. */
  private void act(WatchedJob watched, long now, Instant wallClock, boolean doesLogMove) {
    actions
        .look(watched.job().job())
        .thenCompose(
            fresh -> {
              Vitals vitals;
              synchronized (this) {
                boolean isSameLease =
                    fresh.isRunning()
                        && watched.isHeld(
                            fresh.state().runningAttempt().number(),
                            fresh.state().runningAttempt().lease());
                vitals = vitals(watched, now, doesLogMove && isSameLease);
                seen(watched, fresh);
              }
              return actions.perform(fresh, decided(watched, fresh, vitals, wallClock));
            })
        .whenComplete((done, failure) -> finished(watched));
  }

  private List<Act> decided(WatchedJob watched, LiveJob fresh, Vitals vitals, Instant wallClock) {
    List<Act> acts = new ArrayList<>();
    alone(watched, () -> acts.addAll(stewardship.due(fresh, vitals, wallClock)));
    return acts;
  }

  private void verify(WatchedJob watched) {
    actions
        .look(watched.job().job())
        .thenAccept(fresh -> seen(watched, fresh))
        .whenComplete((done, failure) -> looked(watched));
  }

  private synchronized void seen(WatchedJob watched, LiveJob fresh) {
    watched.verified(fresh);
    if (fresh.isOver() || fresh.state().status() == JobStatus.UNKNOWN) {
      forget(fresh.job());
    } else if (live.get(fresh.job().text()) == watched) { // it has not ended meanwhile
      suspects.note(watched);
      if (!watched.isSetAside()) {
        active.add(watched);
      }
    }
  }

  private synchronized void looked(WatchedJob watched) {
    watched.looked(nanoTime.getAsLong());
  }

  /** Also after a failed act: it becomes due again, since the log does not show it. */
  private synchronized void finished(WatchedJob watched) {
    watched.acted(nanoTime.getAsLong());
  }

  /** Where a successor must begin to read every live job in full, by partition. */
  synchronized Map<Integer, Long> beginnings(Map<Integer, Long> positions) {
    Map<Integer, Long> beginnings = new HashMap<>(positions);
    for (WatchedJob watched : live.values()) {
      beginnings.merge(watched.job().job().partition(), watched.job().firstOffset(), Math::min);
    }
    unread.lower(beginnings);
    return beginnings;
  }

  /** The job as it is watched; null if it is not, or rests unread. */
  synchronized @Nullable LiveJob job(JobId job) {
    WatchedJob watched = live.get(job.text());
    return watched == null ? null : watched.job();
  }

  synchronized int liveJobs() {
    return live.size() + unread.live();
  }

  /** The number of live jobs that are set aside. */
  synchronized int setAsideJobs() {
    return (int) live.values().stream().filter(WatchedJob::isSetAside).count();
  }
}
